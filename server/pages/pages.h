/* What a person sees who opens the service's address in a browser: pages that say what is going on,
 * what comes next, what may be downloaded, and which command does the next thing. They only read,
 * and show what is public anyway; no names of people but those of published candidates. */
#ifndef PAGES_PAGES_H
#define PAGES_PAGES_H

#include "api/api.h"

extern const struct module pages_module;

#endif
