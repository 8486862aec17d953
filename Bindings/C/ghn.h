/*
 * ghn: predicts all weights of neural networks, and orders and searches architectures.
 *
 * Conventions
 *   - Every call answers a ghn_status. Where it is not GHN_OK, nothing is written to the results,
 *     and `error`, unless NULL, says why; ghn_error_clear frees what it holds.
 *   - Handles are opaque. What a call hands over belongs to the caller, who frees it by the function
 *     of its type. These take the address of the handle and set it to NULL, so that a closed handle
 *     is NULL afterwards. NULL, or a handle of another type, is GHN_INVALID_ARGUMENT, never a crash;
 *     a free leaves it as it is.
 *   - Strings are UTF-8 and end with a zero byte; those that a call hands over are freed by
 *     ghn_string_free. Lists and reports are JSON.
 *   - `options` is a JSON object, or NULL for the defaults. A field that a call does not know is
 *     GHN_INVALID_ARGUMENT.
 *   - Arrays are a pointer and a count. Calls take them one by one, in no struct: what is not an array,
 *     a handle, a callback or a result is an option, so that new wishes never change a call.
 *   - There are no globals: any number of threads may call at the same time, also with the same
 *     handles, as long as none of them frees a handle that another one uses. Results do not depend
 *     on the number of threads.
 *   - Callbacks answer 0 to go on; any other number ends the call with GHN_CANCELLED. They may be
 *     called from threads of the library, and must not throw or jump out.
 */
#ifndef GHN_H
#define GHN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t ghn_status;
#define GHN_OK 0
#define GHN_INVALID_ARGUMENT 1 /* NULL, a wrong handle, an option out of bounds */
#define GHN_MALFORMED 2        /* an architecture, a checkpoint or a table that is not sound */
#define GHN_UNREADABLE 3       /* a file that cannot be read */
#define GHN_UNWRITABLE 4       /* a file that cannot be written */
#define GHN_UNSUPPORTED 5      /* a network that cannot be predicted or run */
#define GHN_CANCELLED 6        /* a callback ended the call */

/* Why a call failed. Fields other than message are NULL where the failure has no such part. */
typedef struct ghn_error {
  char *message;  /* one line for people */
  char *location; /* the file, operation, parameter or option at fault */
  char *expected;
  char *found;
} ghn_error;

/* Frees the four strings and sets them to NULL; does nothing for NULL. */
void ghn_error_clear(ghn_error *error);
/* Frees a string that a call handed over; does nothing for NULL. */
void ghn_string_free(char *string);
/* The version, such as "0.1.0"; it belongs to the library. */
const char *ghn_version(void);
/* Chooses the OpenBLAS that this library computes with: the path of a file with integers of 32 bits,
 * whose names may begin with "scipy_". Once, before anything is computed; without it, it is the one
 * that the system finds. It is loaded for this library alone: what the process has else is untouched. */
ghn_status ghn_use_blas(const char *path, ghn_error *error);

/* ---- Hypernetworks ------------------------------------------------------------------------- */

typedef struct ghn_model ghn_model;

/* Reads a hypernetwork: .safetensors, or the published .pt files. */
ghn_status ghn_model_load(const char *path, ghn_model **model, ghn_error *error);
/* The same hypernetwork for networks that see other data, which it is told of by the looks of their train
 * split: one that was trained on several (train --tell-data). data: "fashion-mnist", or a folder. */
ghn_status ghn_model_told(const ghn_model *model, const char *data, ghn_model **told,
                          ghn_error *error);
void ghn_model_free(ghn_model **model);
/* {"hidden": 32, "parameters": …, "name": …} */
ghn_status ghn_model_describe(const ghn_model *model, char **json, ghn_error *error);

/* ---- Architectures ------------------------------------------------------------------------- */

typedef struct ghn_architecture ghn_architecture;

/* Reads an architecture from a file of any kind.
 * options: {"channels", "cells", "classes", "input_size"}: wishes for genotypes and cells; an ONNX file takes
 * none. */
ghn_status ghn_architecture_open(const char *path, const char *options,
                                 ghn_architecture **architecture, ghn_error *error);
/* Reads an architecture from `count` bytes: an ONNX model, or a text as in a file. */
ghn_status ghn_architecture_read(const void *bytes, size_t count, const char *options,
                                 ghn_architecture **architecture, ghn_error *error);
void ghn_architecture_free(ghn_architecture **architecture);
/* {"name", "nodes", "edges", "parameters", "flops", "tensors": [{"name", "shape", "trainable"}],
 *  "buffers": [{"name", "shape", "values", "integer"}], "classifier": [names],
 *  "unpredicted": [{"name", "reason"}]}; the last is what `model` would leave out, where given. */
ghn_status ghn_architecture_describe(const ghn_architecture *architecture, const ghn_model *model,
                                     char **json, ghn_error *error);

/* ---- Tensors ------------------------------------------------------------------------------- */

/* Tensors by name, in order; float32, row-major. */
typedef struct ghn_tensors ghn_tensors;

size_t ghn_tensors_count(const ghn_tensors *tensors); /* 0 for NULL */
/* The tensor at `index`. The pointers belong to `tensors` and live as long as it does. */
ghn_status ghn_tensors_get(const ghn_tensors *tensors, size_t index, const char **name,
                           const float **scalars, const int64_t **extents, size_t *rank,
                           ghn_error *error);
/* [{"name", "reason"}]: the parameters that were not predicted; they hold their framework's default
 * initialization. */
ghn_status ghn_tensors_unpredicted(const ghn_tensors *tensors, char **json, ghn_error *error);
void ghn_tensors_free(ghn_tensors **tensors);
/* Begins a collection without tensors. */
ghn_status ghn_tensors_make(ghn_tensors **tensors, ghn_error *error);
/* Adds a copy of a tensor. Not while another thread uses the collection. */
ghn_status ghn_tensors_add(ghn_tensors *tensors, const char *name, const float *scalars,
                           const int64_t *extents, size_t rank, ghn_error *error);

/* ---- Prediction ---------------------------------------------------------------------------- */

/* Consecutive scalars of one parameter, `offset` of which stand before them. */
typedef int32_t (*ghn_piece_callback)(void *context, const char *name, size_t offset,
                                      const float *scalars, size_t count);
/* How much of `total` is done, in units of the call. */
typedef int32_t (*ghn_progress_callback)(void *context, size_t done, size_t total);

/* All parameters in memory.
 * options: {"class_layer": "predicted" | "initialized", "seed", "threads"} */
ghn_status ghn_predict(const ghn_model *model, const ghn_architecture *architecture,
                       const char *options, ghn_tensors **tensors, ghn_error *error);
/* All parameters in pieces, without ever holding them all. The calls come in any order, and from
 * as many threads as options ask for. */
ghn_status ghn_predict_pieces(const ghn_model *model, const ghn_architecture *architecture,
                              const char *options, ghn_piece_callback receive, void *context,
                              ghn_error *error);
/* All parameters to a file: .safetensors, .npz, or .onnx (the architecture's own, filled in).
 * options: as above, and {"overwrite": false}; progress, in scalars, may be NULL. */
ghn_status ghn_predict_file(const ghn_model *model, const ghn_architecture *architecture,
                            const char *path, const char *options, ghn_progress_callback progress,
                            void *context, ghn_error *error);
/* Writes tensors that hold every trainable parameter; buffers are as before any training. */
ghn_status ghn_tensors_write(const ghn_tensors *tensors, const ghn_architecture *architecture,
                             const char *path, const char *options, ghn_error *error);
/* The mean state of each architecture's nodes: "embeddings" (count, hidden).
 * options: {"threads"} */
ghn_status ghn_embed(const ghn_model *model, const ghn_architecture *const *architectures,
                     size_t count, const char *options, ghn_tensors **embeddings, ghn_error *error);
/* Parameters made by an initialization: {"init": "predicted" | "he" | "orthogonal" | "ghn-orth" |
 * "ghn-perturbed", "seed"}; model may be NULL where nothing is predicted. "ghn-orth" is GHN-orth,
 * "ghn-perturbed" half of a prediction with noise. */
ghn_status ghn_initialize(const ghn_model *model, const ghn_architecture *architecture,
                          const char *options, ghn_tensors **tensors, ghn_error *error);

/* ---- Running ------------------------------------------------------------------------------- */

/* The outputs for a batch. `parameters` hold every parameter, `inputs` the network's inputs in order;
 * batch norms take the statistics of the batch. */
ghn_status ghn_forward(const ghn_architecture *architecture, const ghn_tensors *parameters,
                       const ghn_tensors *inputs, ghn_tensors **outputs, ghn_error *error);
/* The accuracy on a data set: {"top1", "correct", "images", "seconds"}.
 * options: {"data", "split", "limit", "batch", "init", "seed", "threads", "memory_limit": 8}; data is
 * fashion-mnist or a folder, as the command takes it; running the network may take so many GiB.
 * progress, in images, may be NULL. */
ghn_status ghn_evaluate(const ghn_model *model, const ghn_architecture *architecture,
                        const char *options, ghn_progress_callback progress, void *context,
                        char **json, ghn_error *error);

/* ---- Spaces of architectures --------------------------------------------------------------- */

/* ["nas-bench-201", …] */
ghn_status ghn_space_names(char **json, ghn_error *error);
/* How many candidates a space enumerates; 0 where it does not. */
ghn_status ghn_space_count(const char *space, uint64_t *count, ghn_error *error);
/* The text of a candidate that is enumerated. */
ghn_status ghn_space_at(const char *space, uint64_t index, char **text, ghn_error *error);
/* A list of `count` texts that follow from a seed. */
ghn_status ghn_space_draw(const char *space, uint64_t seed, size_t count, char **json,
                          ghn_error *error);
/* A neighbor of a candidate. */
ghn_status ghn_space_mutate(const char *space, const char *text, uint64_t seed, char **mutation,
                            ghn_error *error);
/* The text of the representative of all isomorphic candidates. */
ghn_status ghn_space_canonical(const char *space, const char *text, char **canonical,
                               ghn_error *error);
/* The candidate as a line that every call and command reads as the same network. */
ghn_status ghn_space_json(const char *space, const char *text, char **json, ghn_error *error);
/* The six indices by which NASLib writes a NAS-Bench-201 cell, as a list; a cell of either form is
 * read by ghn_space_canonical and all others. */
ghn_status ghn_naslib_indices(const char *text, char **json, ghn_error *error);

/* ---- Scores and rankings ------------------------------------------------------------------- */

/* A line of JSON for each architecture, in the order of the list: {"index", "name", "scores":
 * {…}, "seconds"}, or with "error" where it has no scores. */
typedef int32_t (*ghn_line_callback)(void *context, const char *line);

/* {"params": [], …, "az-nas": ["expressivity", …], …}: all scores, and for aggregates their parts. */
ghn_status ghn_score_names(char **json, ghn_error *error);
/* Scores `count` texts, or paths of files. The calls come in order, one at a time, from the calling
 * thread. options: {"scores": ["params", …], "data": "noise", "batch", "batches", "steps",
 * "repetitions", "init", "seed", "threads", "channels", "cells", "classes", "input_size",
 * "isomorphic_once", "output", "resume", "overwrite", "memory_limit": 8}; model may be NULL where
 * nothing is predicted; accuracy and loss need "data". An aggregate such as az-nas comes in its parts:
 * ghn_aggregate makes it of them. With "isomorphic_once" the first of isomorphic cells is scored for
 * all. "output" names a file that lines are added to as soon as they are computed; with "resume" what it
 * has already is not computed again. "memory_limit" is how many GiB running a network may take. A
 * callback that answers another number than 0 ends the call, once what was begun is done. */
ghn_status ghn_score(const ghn_model *model, const char *const *texts, size_t count,
                     const char *options, ghn_line_callback receive, void *context,
                     ghn_error *error);
/* Σ ln(rank / count) over `lists` lists of `count` scores, one list after another. */
ghn_status ghn_aggregate(const double *scores, size_t lists, size_t count, double *sums,
                         ghn_error *error);
/* How well scores order what `truth` says: {"n", "ties", "kendall": {"value", "standard_error"},
 * "spearman", "pearson", "top", "precision", "ndcg", "regret"}, null where the numbers do not tell it. The truth
 * must be finite. options: {"top": 10, "seed"} */
ghn_status ghn_metrics(const double *scores, const double *truth, size_t count,
                       const char *options, char **json, ghn_error *error);

/* What a table says of `count` texts: the numbers of a column, which may be named by how its name
 * begins; not a number where the table does not have the text. GHN_MALFORMED where it has none of them, or
 * other numbers for one text in two lines. */
ghn_status ghn_truth(const char *path, const char *column, const char *const *texts, size_t count,
                     double *values, ghn_error *error);

/* ---- Predictors of properties -------------------------------------------------------------- */

typedef struct ghn_predictor ghn_predictor;

/* A predictor that has learned nothing. options: {"seed", "threads"}; what it learns does not depend on
 * how many threads learn. */
ghn_status ghn_predictor_make(const char *options, ghn_predictor **predictor, ghn_error *error);
/* Lets an encoder learn from architectures of the predictor's space without labels, to compare by what
 * it makes of them; what the predictor has learned is forgotten. `features`, unless NULL, has `width`
 * scores an architecture, `embeddings` what a hypernetwork makes of each, `hidden` numbers (ghn_embed).
 * options: {"targets": ["flow", "scores", "ghn", "hypernetwork"], "steps", "seed", "threads", "data":
 * "noise", "batch": 16, "classes", "input_size"}; scores need the features, ghn the embeddings, and the
 * hypernetwork predicts small networks that classify such batches of the data. Without targets the encoder
 * learns "flow", with an empty list nothing. progress, in steps, may be NULL. Not while another thread uses
 * the predictor. */
ghn_status ghn_predictor_pretrain(ghn_predictor *predictor, const char *const *texts, size_t count,
                                  const double *features, size_t width, const double *embeddings,
                                  size_t hidden, const char *options,
                                  ghn_progress_callback progress, void *context, ghn_error *error);
/* Learns from labels. `features`, unless NULL, has `width` numbers an architecture beside those that
 * are computed from its text, such as scores. Not while another thread uses the predictor. */
ghn_status ghn_predictor_fit(ghn_predictor *predictor, const char *const *texts,
                             const double *labels, size_t count, const double *features,
                             size_t width, ghn_error *error);
/* What is expected of architectures, and how far from it their labels may be, in the mean of squares; `variances`
 * may be NULL. */
ghn_status ghn_predictor_query(const ghn_predictor *predictor, const char *const *texts,
                               size_t count, const double *features, size_t width, double *means,
                               double *variances, ghn_error *error);
/* How well a predictor orders architectures from few labels: labels are drawn, it learns from them, and
 * is asked for all others. {"labels", "n", "draws", "kendall": {"value", "standard_error"}, "spearman",
 * "pearson", "rmse" (in deviations of the labels)}, null where a draw does not tell it, and so the errors of a
 * single draw. options: {"labels": 78, "draws": 5, "seed",
 * "threads"}; the encoder is that of `predictor`, if it has one; it may be NULL. */
ghn_status ghn_few_labels(const ghn_predictor *predictor, const char *const *texts,
                          const double *truth, size_t count, const double *features, size_t width,
                          const char *options, char **json, ghn_error *error);
void ghn_predictor_free(ghn_predictor **predictor);

/* ---- Search -------------------------------------------------------------------------------- */

/* The score of an architecture's text, the higher the better; from any thread of the library. A callback that
 * answers 0 without a score is an error. */
typedef int32_t (*ghn_score_callback)(void *context, const char *text, double *score);

/* Searches a space: {"best": {"text", "json", "score", "number"}, "visited": [{"text", "score"}]}, with
 * "error" for a candidate that cannot be scored.
 * options: as for ghn_score with one score, and {"method": "evolution" | "random", "evaluations",
 * "minutes", "population", "sample", "max_params", "max_flops", "history", "resume", "overwrite"}. Where
 * `score` is not NULL, it is called instead of computing one. "history" names a file that candidates are
 * added to the moment they are scored; with "resume" a search goes on by it. "minutes" ends it before the
 * next candidate. A score of infinity, or one that is not a number, is an error; minus infinity is the lowest. */
ghn_status ghn_search(const ghn_model *model, const char *space, const char *options,
                      ghn_score_callback score, ghn_progress_callback progress, void *context,
                      char **json, ghn_error *error);

#ifdef __cplusplus
}
#endif
#endif
