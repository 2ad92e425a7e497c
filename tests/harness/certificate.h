/* Certificates for tests of TLS, made anew each time. */
#ifndef TESTS_HARNESS_CERTIFICATE_H
#define TESTS_HARNESS_CERTIFICATE_H

#include "base/arena.h"

/* Two PEM files. */
struct t_certificate {
	char certificate[256];
	char key[256];
};

/* A self-signed certificate for gongyi.test with a serial number, valid `days` from now (negative:
 * it has expired), and its key, as <name>.crt and <name>.key in the folder. */
struct t_certificate t_certificate_new(const char *folder, const char *name, long serial, int days);

#endif
