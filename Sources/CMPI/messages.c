// Compiles to nothing unless the package's trait MPI is on: only then is there an mpi.h.
#ifdef GHN_MPI

#define _GNU_SOURCE

#include "ghn_mpi.h"

#include <mpi.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

struct ghn_mpi_transfer {
  MPI_Request request;
  int sender;
  size_t count;
  unsigned char bytes[];
};

// One kind of message is enough: those of one sender are found in the order of their sending.
enum { tag = 1 };

int ghn_mpi_start(int *rank, int *size) {
  int provided = 0;
  int code = MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided);
  if (code == MPI_SUCCESS && provided < MPI_THREAD_SERIALIZED) code = MPI_ERR_OTHER;
  if (code == MPI_SUCCESS) code = MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  if (code == MPI_SUCCESS) code = MPI_Comm_rank(MPI_COMM_WORLD, rank);
  if (code == MPI_SUCCESS) code = MPI_Comm_size(MPI_COMM_WORLD, size);
  return code;
}

int ghn_mpi_finish(void) { return MPI_Finalize(); }

void ghn_mpi_abort(int status) { MPI_Abort(MPI_COMM_WORLD, status); }

void ghn_mpi_describe(int code, char *text, size_t capacity) {
  char sentence[MPI_MAX_ERROR_STRING + 1] = "";
  int length = 0;
  if (MPI_Error_string(code, sentence, &length) != MPI_SUCCESS) strcpy(sentence, "unknown error");
  if (capacity == 0) return;
  strncpy(text, sentence, capacity - 1);
  text[capacity - 1] = 0;
}

// Memory for a transfer of `count` bytes; NULL if there is none.
static ghn_mpi_transfer *new_transfer(size_t count, int sender) {
  ghn_mpi_transfer *transfer = malloc(sizeof *transfer + count);
  if (!transfer) return NULL;
  transfer->sender = sender;
  transfer->count = count;
  return transfer;
}

// Gives a transfer to the caller if it has begun.
static int begun(int code, ghn_mpi_transfer *transfer, ghn_mpi_transfer **result) {
  if (code == MPI_SUCCESS) {
    *result = transfer;
  } else {
    free(transfer);
  }
  return code;
}

int ghn_mpi_send(const void *bytes, int count, int to, ghn_mpi_transfer **result) {
  ghn_mpi_transfer *transfer = new_transfer((size_t)count, -1);
  if (!transfer) return MPI_ERR_NO_MEM;
  if (count > 0) memcpy(transfer->bytes, bytes, (size_t)count);
  int code = MPI_Isend(transfer->bytes, count, MPI_BYTE, to, tag, MPI_COMM_WORLD,
                       &transfer->request);
  return begun(code, transfer, result);
}

int ghn_mpi_receive(ghn_mpi_transfer **result) {
  *result = NULL;
  int found = 0;
  MPI_Message message;
  MPI_Status status;
  int code = MPI_Improbe(MPI_ANY_SOURCE, tag, MPI_COMM_WORLD, &found, &message, &status);
  if (code != MPI_SUCCESS || !found) return code;
  int count = 0;
  code = MPI_Get_count(&status, MPI_BYTE, &count);
  if (code != MPI_SUCCESS) return code;
  ghn_mpi_transfer *transfer = new_transfer((size_t)count, status.MPI_SOURCE);
  if (!transfer) return MPI_ERR_NO_MEM;
  code = MPI_Imrecv(transfer->bytes, count, MPI_BYTE, &message, &transfer->request);
  return begun(code, transfer, result);
}

int ghn_mpi_sum(const float *values, int count, ghn_mpi_transfer **result) {
  size_t bytes = (size_t)count * sizeof(float);
  ghn_mpi_transfer *transfer = new_transfer(bytes, -1);
  if (!transfer) return MPI_ERR_NO_MEM;
  if (count > 0) memcpy(transfer->bytes, values, bytes);
  int code = MPI_Iallreduce(MPI_IN_PLACE, transfer->bytes, count, MPI_FLOAT, MPI_SUM,
                            MPI_COMM_WORLD, &transfer->request);
  return begun(code, transfer, result);
}

int ghn_mpi_test(ghn_mpi_transfer *transfer, int *ended) {
  return MPI_Test(&transfer->request, ended, MPI_STATUS_IGNORE);
}

int ghn_mpi_sender(const ghn_mpi_transfer *transfer) { return transfer->sender; }

size_t ghn_mpi_count(const ghn_mpi_transfer *transfer) { return transfer->count; }

const void *ghn_mpi_bytes(const ghn_mpi_transfer *transfer) { return transfer->bytes; }

void ghn_mpi_free(ghn_mpi_transfer *transfer) { free(transfer); }

size_t ghn_mpi_processors(unsigned char *bytes, size_t capacity) {
#ifdef __linux__
  cpu_set_t processors;
  if (capacity < sizeof processors) return 0;
  if (sched_getaffinity(0, sizeof processors, &processors) != 0) return 0;
  memcpy(bytes, &processors, sizeof processors);
  return sizeof processors;
#else
  (void)bytes, (void)capacity;
  return 0;
#endif
}

#endif
