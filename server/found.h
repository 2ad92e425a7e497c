/* Founding a body with its first officer: what `gongyi init` and the rehearsals do. */
#ifndef FOUND_H
#define FOUND_H

#include "access/access.h"
#include "app.h"

struct founding {
	const char *name;    /* of the body */
	const char *officer; /* name of the first officer */
	bool estate;
	bool rehearsal;
	struct body_id body;     /* set when founded */
	struct person_id person; /* of the officer */
	struct slip slip;
};

/* Founds the body, gives the officer every office that may be joined with officer, and issues her
 * slip, in one transaction at the instant `now`. */
enum err found_body(
	struct app *app, struct founding *founding, int64_t now, struct error *error) must_use;

#endif
