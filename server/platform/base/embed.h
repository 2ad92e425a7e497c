/* Files that travel inside the programs (migrations, profiles). The table ends with a NULL name;
 * the bytes are followed by a NUL that does not count. */
#ifndef BASE_EMBED_H
#define BASE_EMBED_H

struct embedded {
	const char *name; /* path from the project's root */
	const unsigned char *data;
	const unsigned char *end;
};

extern const struct embedded embedded_files[];

#endif
