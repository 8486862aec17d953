#include "CSpinLoop.h"
