/* The announced result of one round of an election: the statement that two officers sign (DSSE kind
 * "result"). It holds the figures of every channel and what follows from them, so whoever has the
 * statement computes the verdict again, and whoever has the archive the figures too. */
#ifndef RULES_ANNOUNCEMENT_H
#define RULES_ANNOUNCEMENT_H

#include "base/buf.h"
#include "rules/outcome.h"
#include "schema/schema.h"

enum { ANNOUNCED_BOXES_MAX = 200, ANNOUNCED_POSTS_MAX = 32, ANNOUNCED_CANDIDATES_MAX = 128 };

enum announced_verdict {
	ANNOUNCED_VALID,
	ANNOUNCED_NOT_VALID, /* too few took part (A61–A63): held again from the beginning */
	ANNOUNCED_VOID       /* more ballots came out of the boxes than were issued (A88) */
};

/* A ballot box (A89–A91). */
struct announced_box {
	const char *box;
	const char *name;
	const char *kind;
	int64_t printed;
	int64_t issued;
	int64_t spoiled; /* returned and replaced */
	int64_t spare;
	int64_t recovered;
	int64_t valid;
	int64_t invalid;
	struct counts votes;    /* by candidate; none in a small result */
	struct strings entries; /* base64 SHA-256 of both blind entries */
	const char *explanation;
};

struct announced_candidate {
	const char *candidate;
	const char *name;
	int64_t online; /* 0 in a small result, as the next */
	int64_t paper;
	int64_t votes;
	enum fate fate;
	const char *test; /* the comparison in numbers; NULL where none is made */
	bool holds;
};

struct announced_post {
	const char *post;
	const char *title;
	int64_t seats;          /* filled in this round */
	struct list candidates; /* struct announced_candidate; by rank once it is decided */
	int64_t rerun_seats;
	bool incomplete;
};

struct announcement {
	const char *body;
	const char *body_name;
	bool rehearsal;
	const char *legal_basis; /* of the online ballot (A81) */
	const char *election;
	const char *title;
	const char *round;
	enum election_round kind;
	enum election_mode mode;
	const char *profile;
	const char *profile_hash; /* base64 */
	const char *roll;         /* base64: the commitment to the voter list */
	int64_t n;                /* voters on it */
	const char *archive;      /* hexadecimal digest of the archive's last event */
	int64_t online;           /* ballots tallied */
	struct list boxes;        /* struct announced_box */
	struct list posts;        /* struct announced_post, in the ballot paper's order */

	/* what follows */
	bool small; /* a channel had so few ballots that only sums are told */
	int64_t p;  /* who took part */
	enum announced_verdict verdict;
	const char *turnout; /* the comparison in numbers; NULL when void */
};

extern const char *const announced_verdict_names[];

/* Adds the channels: each candidate's paper votes and votes, and p. ERR_INVALID for votes on
 * somebody who does not stand. */
enum err announcement_sum(struct announcement *announcement, struct error *error) must_use;

/* Takes out what would tell single votes when some channel had fewer than `limit` ballots. */
void announcement_thin(struct announcement *announcement, int64_t limit);

/* Decides from p, n and the votes. Needs no figure of a single channel but the boxes' totals. */
enum err announcement_decide(
	struct announcement *announcement, struct arena *arena, struct error *error) must_use;

/* The same announcement with everything that follows from its figures computed again, so that who
 * compares the two checks it. Votes of a small result are taken as stated, because what they are
 * the sum of is not told. `limit` as above; 0 where it is not known: small stays as stated.
 * ERR_INVALID with a place where the figures themselves are impossible. */
enum err announcement_again(const struct announcement *stated, int64_t limit, struct arena *arena,
	struct announcement *ret_again, struct error *error) must_use;

/* Whether the papers of a box add up (A89): printed = issued + spare + spoiled, recovered = issued
 * = valid + invalid. A box where they do not needs an explanation. */
bool announced_box_agrees(const struct announced_box *box) must_use;

/* The exact bytes that are signed, and back. */
void announcement_write(const struct announcement *announcement, struct buf *buf);
enum err announcement_read(const char *text, size_t len, struct arena *arena,
	struct announcement *ret_announcement, struct error *error) must_use;

/* The result in sentences, for the notice board. ERR_BUSY: no memory. */
enum err announcement_sentences(const struct announcement *announcement, enum lang lang,
	struct arena *arena, struct strings *ret_sentences) must_use;

#endif
