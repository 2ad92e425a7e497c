/* The two example elections that belenios-tool made, and elections of our own, for tests. */
#ifndef TESTS_CRYPTO_EXAMPLE_H
#define TESTS_CRYPTO_EXAMPLE_H

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/wire/documents.h"
#include "harness/test.h"

/* A text file without the newline that ends it. */
static inline const char *example_file(const char *folder, const char *name, size_t *ret_len)
{
	char path[128];
	const char *text;

	snprintf(path, sizeof path, "vectors/%s/%s", folder, name);
	text = t_file(path, ret_len);
	if (*ret_len && text[*ret_len - 1] == '\n')
		--*ret_len;
	return text;
}

struct example {
	struct election *election;
	struct trustees trustees;
	struct credentials credentials;
	struct ballot *ballots[3];
	struct tally tally; /* recomputed from the ballots */
};

static inline struct example example_open(const char *folder, struct arena *arena)
{
	struct error error = {0};
	struct example example = {0};
	struct tally_sum sum;
	size_t len;
	const char *text = example_file(folder, "election.json", &len);

	T_OK(group_init(&error));
	T_OK(election_read(text, len, arena, &example.election, &error));
	text = example_file(folder, "trustees.json", &len);
	T_OK(trustees_read(text, len, arena, &example.trustees, &error));
	text = example_file(folder, "public_creds.json", &len);
	T_OK(credentials_read(text, len, arena, &example.credentials, &error));
	T_OK(tally_start(example.election, arena, &sum, &error));
	for (size_t i = 0; i < COUNT_OF(example.ballots); i++) {
		char name[32];

		snprintf(name, sizeof name, "ballot.%zu.json", i + 1);
		text = example_file(folder, name, &len);
		T_OK(ballot_read(example.election, text, len, arena, &example.ballots[i], &error));
		T_OK(tally_add(example.election, example.ballots[i], 1, &sum, &error));
	}
	T_OK(tally_end(example.election, &sum, arena, &example.tally, &error));
	return example;
}

/* An election with the given questions under the trustees' joint key, as its document says. */
static inline struct election *example_election(
	const struct trustees *trustees, struct question *questions, size_t n, struct arena *arena)
{
	struct election draft = {.uuid = "nVPZZBXZKKpe2t",
		.name = "居民委员会换届选举",
		.description = "",
		.questions = questions,
		.n_questions = n};
	struct election *election;
	struct error error = {0};
	auto_buf struct buf buf;

	buf_init(&buf, 1 << 20);
	T_CHECK(trustees_public_key(trustees, &draft.public_key));
	T_OK(election_init(&draft, &error));
	election_write(&draft, &buf);
	T_OK(election_read(buf.data, buf.len, arena, &election, &error));
	return election;
}

/* One Single trustee with the secret `x`. */
static inline struct trustees example_single(
	const struct scalar *x, struct rand *rand, struct arena *arena)
{
	struct trustee_item *item = arena_new(arena, struct trustee_item);

	trustee_key_make(x, rand, &item->single);
	return (struct trustees){item, 1};
}

#endif
