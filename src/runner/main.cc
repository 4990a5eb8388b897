// The supervisor alone: what the tests of this part start in the place of `opencam batch-supervisor`.
#include "runner/supervisor.h"

int main() { return opencam::runner::supervise(0); }
