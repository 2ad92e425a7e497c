/* Bytes on the wire, as clients send them that do not mean well. */
#ifndef TESTS_HARNESS_WIRE_H
#define TESTS_HARNESS_WIRE_H

#include "harness/test.h"

/* A connection to a port of this machine; the test closes it. */
int t_connect(int port);

void t_send(int fd, const char *text);

/* Keeps what comes until the other side closes (true) or nothing came for `ms`. */
bool t_receive(int fd, char *text, size_t size, int ms);

/* Closes a connection so that the other side learns it at once (RST). */
void t_break(int fd);

/* How often `part` stands in `text`. */
size_t t_times(const char *text, const char *part);

#endif
