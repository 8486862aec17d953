// The few functions of MPI that messages need, with plain types: in mpi.h handles are macros, which
// are pointers in Open MPI and integers in MPICH, and which Swift cannot import.
//
// Every function that answers a code gives 0, or MPI's own code, which ghn_mpi_describe words. One
// thread at a time may call; nothing waits for another process but start, finish and abort.

#ifndef GHN_CMPI_H
#define GHN_CMPI_H

#include <stddef.h>

/// A message on its way, in one direction, and its bytes.
typedef struct ghn_mpi_transfer ghn_mpi_transfer;

/// Joins the processes that a launcher started, and says which of them this is.
int ghn_mpi_start(int *rank, int *size);

/// Leaves them; nothing may be called after it.
int ghn_mpi_finish(void);

/// Ends all of them.
void ghn_mpi_abort(int status);

/// Writes the sentence of a code, with a zero at its end, into `text` of `capacity` bytes.
void ghn_mpi_describe(int code, char *text, size_t capacity);

/// Begins to send a copy of `count` bytes.
int ghn_mpi_send(const void *bytes, int count, int to, ghn_mpi_transfer **transfer);

/// Begins to receive a message of whoever has sent one; without one, `transfer` is set to NULL.
int ghn_mpi_receive(ghn_mpi_transfer **transfer);

/// Begins to add up `count` floats of each process, in whatever order is fast; all processes call
/// it, and each finds the sum in its transfer.
int ghn_mpi_sum(const float *values, int count, ghn_mpi_transfer **transfer);

/// Looks whether a transfer has ended.
int ghn_mpi_test(ghn_mpi_transfer *transfer, int *ended);

/// The sender of a message that was received.
int ghn_mpi_sender(const ghn_mpi_transfer *transfer);

/// How many bytes a transfer has.
size_t ghn_mpi_count(const ghn_mpi_transfer *transfer);

/// The bytes of a transfer that has ended.
const void *ghn_mpi_bytes(const ghn_mpi_transfer *transfer);

/// Frees a transfer that has ended.
void ghn_mpi_free(ghn_mpi_transfer *transfer);

/// Writes a bit for each processor that this process may use, as a launcher has bound it, into
/// `bytes`; answers how many bytes that are, or 0 where the system does not say.
size_t ghn_mpi_processors(unsigned char *bytes, size_t capacity);

#endif
