/* Programs that other people wrote, to hold ours against. */
#ifndef TESTS_HARNESS_PEER_H
#define TESTS_HARNESS_PEER_H

/* The path of a program that tests/peers/obtain.sh knows. The test is skipped when it cannot be
 * had; it is looked for once. */
const char *t_peer(const char *name);

#endif
