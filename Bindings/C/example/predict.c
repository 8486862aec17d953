/* Predicts a network's weights, ranks three cells, and shows what an error looks like.
 *
 * Usage: predict GHN ARCHITECTURE OUTPUT
 */
#include <stdio.h>
#include <string.h>

#include "ghn.h"

static int failed(const char *what, ghn_error *error) {
  fprintf(stderr, "%s: %s\n", what, error->message ? error->message : "failed");
  ghn_error_clear(error);
  return 1;
}

static int32_t show(void *context, const char *line) {
  (void)context;
  /* Times differ from run to run: the line up to them. */
  const char *end = strstr(line, ",\"seconds\"");
  printf("%.*s\n", end ? (int)(end - line) : (int)strlen(line), line);
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: predict GHN ARCHITECTURE OUTPUT\n");
    return 2;
  }
  ghn_error error = {0};
  ghn_model *model = NULL;
  ghn_architecture *network = NULL;
  ghn_tensors *weights = NULL;

  if (ghn_model_load(argv[1], &model, &error) != GHN_OK) return failed("load", &error);
  if (ghn_architecture_open(argv[2], NULL, &network, &error) != GHN_OK)
    return failed("open", &error);
  if (ghn_predict(model, network, "{\"threads\": 2}", &weights, &error) != GHN_OK)
    return failed("predict", &error);

  size_t scalars = 0;
  for (size_t index = 0; index < ghn_tensors_count(weights); index++) {
    const char *name;
    const float *numbers;
    const int64_t *extents;
    size_t rank, count = 1;
    if (ghn_tensors_get(weights, index, &name, &numbers, &extents, &rank, &error) != GHN_OK)
      return failed("get", &error);
    for (size_t axis = 0; axis < rank; axis++) count *= (size_t)extents[axis];
    scalars += count;
  }
  printf("%zu tensors, %zu parameters\n", ghn_tensors_count(weights), scalars);
  if (ghn_tensors_write(weights, network, argv[3], NULL, &error) != GHN_OK)
    return failed("write", &error);

  const char *cells[] = {
      "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|",
      "|nor_conv_3x3~0|+|none~0|nor_conv_3x3~1|+|skip_connect~0|none~1|skip_connect~2|",
      "not a cell"};
  if (ghn_score(NULL, cells, 3, "{\"scores\": [\"params\"], \"threads\": 1}", show, NULL, &error) !=
      GHN_OK)
    return failed("score", &error);

  /* A closed handle is NULL, and NULL is an error. */
  ghn_tensors_free(&weights);
  ghn_architecture_free(&network);
  ghn_status status = ghn_predict(model, network, NULL, &weights, &error);
  printf("status %d: %s\n", status, error.message);
  ghn_error_clear(&error);
  ghn_model_free(&model);
  return 0;
}
