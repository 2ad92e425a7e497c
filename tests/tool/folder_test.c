/* The operator's commands on a data folder: a backup of a running service, its restoration, and
 * checks that find what is damaged. DESIGN: a restored backup gives the same results and the same
 * record. */
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/options.h"
#include "harness/round.h"
#include "harness/run.h"
#include "harness/server.h"

enum { OUTPUT_MAX = 1 << 20, ARGUMENTS_MAX = 12, VOTERS = 40, SENDERS = 2, BEFORE = 5 };

struct office {
	struct t_app *app;
	struct t_round *round;
	const char *folder; /* for what the operator makes */
	const char *key;    /* the master key */
	struct buf out, err;
};

static void office_done(void *data)
{
	struct office *office = data;

	buf_done(&office->out);
	buf_done(&office->err);
}

/* A round in its polling state; no process has its folder open. */
static struct office *office_new(void)
{
	struct t_app *app = t_app_new();
	struct office *office = arena_new(&app->arena, struct office);

	app->now = clock_now_ms();
	*office = (struct office){.app = app,
		.round = t_round_new(app, VOTERS),
		.folder = t_folder(),
		.key = t_text(app, "%s/master.key", app->folder)};
	app_close(&app->app);
	buf_init(&office->out, OUTPUT_MAX);
	buf_init(&office->err, OUTPUT_MAX);
	t_defer(office_done, office);
	return office;
}

__attribute__((sentinel)) static int gongyi(struct office *office, ...)
{
	const char *argv[ARGUMENTS_MAX] = {t_program("gongyi")};
	size_t n = 1;
	va_list list;

	va_start(list, office);
	while (n < ARGUMENTS_MAX - 1 && (argv[n] = va_arg(list, const char *)))
		n++;
	va_end(list);
	return t_run(NULL, argv, (struct span){0}, &office->out, &office->err);
}

static const char *text_of(const struct buf *buf)
{
	return buf->len ? buf->data : "";
}

#define T_EXIT(office, status, call)                                                               \
	do {                                                                                       \
		int t_s_ = (call);                                                                 \
		if (t_s_ != (status))                                                              \
			t_fail(__FILE__, __LINE__, "exit %d: %s%s", t_s_, text_of(&(office)->err), \
				text_of(&(office)->out));                                          \
	} while (0)
#define T_SAYS(buf, text)                                                                          \
	do {                                                                                       \
		if (!strstr(text_of(&(buf)), text))                                                \
			t_fail(__FILE__, __LINE__, "\"%s\" is not in: %s", text, text_of(&(buf))); \
	} while (0)

static const char *in(struct office *office, const char *name)
{
	return t_text(office->app, "%s/%s", office->folder, name);
}

static int backup(struct office *office, const char *to)
{
	return gongyi(office, "backup", t_text(office->app, "--data=%s", office->app->folder),
		"--to", to, NULL);
}

static int restore(struct office *office, const char *from, const char *to)
{
	return gongyi(office, "restore", "--from", from, "--key", office->key, "--data", to, NULL);
}

static int check(struct office *office, const char *folder)
{
	return gongyi(office, "check", "--data", folder, NULL);
}

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* ---- a service that is busy ---- */

struct senders {
	const struct t_server *server;
	const char *target;
	struct span ballots[VOTERS];
	atomic_bool acknowledged[VOTERS];
	atomic_size_t next;
	atomic_size_t n_acknowledged;
};

static void *send_all(void *data)
{
	struct senders *senders = data;
	auto_buf struct buf reply = {0};
	size_t i;

	buf_init(&reply, OUTPUT_MAX);
	while ((i = atomic_fetch_add(&senders->next, 1)) < VOTERS)
		if (t_server_ask(senders->server, NULL, "POST", senders->target,
			    senders->ballots[i], &reply) == 201) {
			senders->acknowledged[i] = true;
			senders->n_acknowledged++;
		}
	return NULL;
}

/* Makes the backup while voters vote; `ret_held` are the ballots acknowledged before it began. */
static void back_up_while_voting(
	struct office *office, struct senders *senders, const char *to, bool ret_held[VOTERS])
{
	static const uint8_t marks[T_CHOICES] = {0, 1, 0, 0, 0, 1, 0};
	pthread_t threads[SENDERS];

	for (size_t i = 0; i < VOTERS; i++)
		senders->ballots[i] = t_ballot(office->round, i, marks);
	for (size_t i = 0; i < SENDERS; i++)
		T_INT(pthread_create(&threads[i], NULL, send_all, senders), 0);
	while (senders->n_acknowledged < BEFORE)
		usleep(1000);
	for (size_t i = 0; i < VOTERS; i++)
		ret_held[i] = senders->acknowledged[i];
	T_EXIT(office, 0, backup(office, to));
	for (size_t i = 0; i < SENDERS; i++)
		pthread_join(threads[i], NULL);
	T_INT(senders->n_acknowledged, VOTERS); /* nobody was turned away meanwhile */
}

static struct span answer(struct office *office, const struct t_server *server, const char *target)
{
	auto_buf struct buf reply = {0};

	buf_init(&reply, OUTPUT_MAX);
	T_INT(t_server_ask(server, NULL, "GET", target, (struct span){0}, &reply), 200);
	return (struct span){
		(const uint8_t *)arena_copy(&office->app->arena, reply.data, reply.len), reply.len};
}

/* Whether the service knows the ballot: it proves it, or says by when it will. */
static bool knows(struct office *office, const struct t_server *server, struct span ballot)
{
	struct digest digest = digest_of(ballot.data, ballot.len);
	auto_buf struct buf reply = {0};
	char hex[DIGEST_HEX_SIZE];
	int status;

	digest_hex(&digest, hex);
	buf_init(&reply, OUTPUT_MAX);
	status = t_server_ask(server, NULL, "GET",
		t_text(office->app, "/v1/rounds/%s/ballots/%s/proof", office->round->uuid, hex),
		(struct span){0}, &reply);
	T_CHECK(status == 200 || status == 409 || status == 404);
	return status != 404;
}

TEST(tool, a_backup_of_a_busy_service_holds_what_was_acknowledged_before)
{
	struct office *office = office_new();
	struct t_server *server = t_server_start(office->app->folder), *restored;
	struct senders senders = {.server = server,
		.target = t_text(office->app, "/v1/rounds/%s/ballots", office->round->uuid)};
	bool held[VOTERS];

	back_up_while_voting(office, &senders, in(office, "backup"), held);
	T_SAYS(office->out, "keep");
	T_EXIT(office, 0, check(office, office->app->folder)); /* it is still running */
	T_EXIT(office, 0, restore(office, in(office, "backup"), in(office, "restored")));
	T_SAYS(office->out, "record of body 1: ok\nrecord key of body 1: ok\n");
	T_EXIT(office, 0, check(office, in(office, "restored")));
	restored = t_server_start(in(office, "restored"));
	for (size_t i = 0; i < VOTERS; i++)
		T_CHECK(!held[i] || knows(office, restored, senders.ballots[i]));
	t_server_stop(restored);
}

/* DESIGN: the same results and the same record root. */
TEST(tool, a_restored_service_answers_as_the_first_one_did)
{
	struct office *office = office_new();
	struct t_server *first = t_server_start(office->app->folder), *second;
	struct senders senders = {.server = first,
		.target = t_text(office->app, "/v1/rounds/%s/ballots", office->round->uuid)};
	const char *targets[] = {
		t_text(office->app, "/e/%lld", (long long)office->round->election_id),
		t_text(office->app, "/vote/%s", office->round->uuid),
		t_text(office->app, "/v1/rounds/%s/archive", office->round->uuid),
		t_text(office->app, "/v1/bodies/%s/record/checkpoint", office->round->body->id)};
	bool held[VOTERS];

	back_up_while_voting(office, &senders, in(office, "early"), held);
	T_EXIT(office, 0, backup(office, in(office, "late")));
	T_EXIT(office, 0, restore(office, in(office, "late"), in(office, "restored/")));
	second = t_server_start(in(office, "restored"));
	for (size_t i = 0; i < COUNT_OF(targets); i++) {
		struct span ours = answer(office, second, targets[i]);
		struct span theirs = answer(office, first, targets[i]);

		T_INT(ours.len, theirs.len);
		T_MEM(ours.data, theirs.data, theirs.len);
	}
	for (size_t i = 0; i < VOTERS; i++)
		T_CHECK(knows(office, second, senders.ballots[i]));
	t_server_stop(second);
	t_server_stop(first);
}

/* ---- what is refused ---- */

TEST(tool, a_backup_overwrites_nothing)
{
	struct office *office = office_new();
	struct error error = {0};
	const char *text;

	T_OK(file_write(in(office, "kept"), "kept", 4, false, &error));
	T_EXIT(office, 1, backup(office, in(office, "kept")));
	T_SAYS(office->err, "is there already");
	T_OK(file_read(in(office, "kept"), &office->app->arena, &text, &error));
	T_STR(text, "kept");
	T_EXIT(office, 1, backup(office, in(office, "nowhere/backup")));
	T_EXIT(office, 2, gongyi(office, "backup", NULL));
}

TEST(tool, restore_makes_a_new_folder_or_nothing)
{
	struct office *office = office_new();
	struct error error = {0};

	T_EXIT(office, 0, backup(office, in(office, "backup")));
	T_INT(mkdir(in(office, "there"), 0700), 0);
	T_EXIT(office, 1, restore(office, in(office, "backup"), in(office, "there")));
	T_SAYS(office->err, "is there already");
	T_EXIT(office, 1, restore(office, in(office, "nowhere"), in(office, "data")));
	T_OK(file_write(in(office, "backup-wal"), "x", 1, true, &error));
	T_EXIT(office, 1, restore(office, in(office, "backup"), in(office, "data")));
	T_SAYS(office->err, "gongyi backup");
	T_CHECK(!exists(in(office, "data")) && !exists(in(office, "data.new")));
	T_EXIT(office, 2, gongyi(office, "restore", "--data=x", NULL));
}

TEST(tool, restore_refuses_a_key_that_is_not_the_backups)
{
	struct office *office = office_new();
	struct t_app *app = office->app;
	struct error error = {0};

	T_EXIT(office, 0, backup(office, in(office, "backup")));
	office->key = in(office, "other.key");
	T_OK(file_write(office->key, "0123456789abcdef0123456789abcdef", 32, true, &error));
	T_EXIT(office, 1, restore(office, in(office, "backup"), in(office, "data")));
	T_SAYS(office->out,
		"record of body 1: ok\nrecord key of body 1: record 1: it was signed under "
		"another key file\n");
	T_SAYS(office->err, "nothing was restored");
	T_CHECK(!exists(in(office, "data")) && !exists(in(office, "data.new")));
	office->key = t_text(app, "%s/master.key", app->folder);
	T_INT(mkdir(in(office, "data.new"), 0700), 0); /* an earlier one was interrupted */
	T_OK(file_write(in(office, "data.new/gongyi.db"), "half", 4, true, &error));
	T_EXIT(office, 0, restore(office, in(office, "backup"), in(office, "data")));
	T_CHECK(!exists(in(office, "data.new")));
}

/* ---- what check finds ---- */

/* Runs SQL on the database of a folder that nobody has open. */
static void change(struct office *office, const char *folder, const char *const *statements)
{
	office->app->app.database = t_text(office->app, "%s/gongyi.db", folder);
	for (; *statements; statements++)
		t_sql(office->app, *statements);
	office->app->app.database = NULL;
}

/* Overwrites 100 bytes of a file in the middle of each of its pages from the second on. */
static void scratch(const char *path)
{
	static const char scratched[100] = "scratched";
	auto_fd int fd = open(path, O_RDWR | O_CLOEXEC);
	struct stat status;

	T_CHECK(fd >= 0 && fstat(fd, &status) == 0);
	for (off_t at = 4096; at < status.st_size; at += 4096)
		T_INT(pwrite(fd, scratched, sizeof scratched, at), sizeof scratched);
}

TEST(tool, check_says_what_does_not_hold)
{
	static const struct {
		const char *statements[3];
		const char *says;
	} changes[] = {
		{{"DROP TRIGGER record_entry_no_update",
			 "UPDATE record_entry SET entry ="
			 " CAST(replace(CAST(entry AS TEXT), '{', '[') AS BLOB)"},
			"record of body 1: record 1: bytes and hash differ at entry"},
		{{"DELETE FROM body"}, "database references: "},
		{{"DELETE FROM schema_migration WHERE name ="
		  " (SELECT max(name) FROM schema_migration)"},
			"is not applied yet"},
		{{"UPDATE record_log SET public_key = zeroblob(32)"}, "another key file"},
	};
	struct office *office = office_new();

	T_EXIT(office, 0, backup(office, in(office, "backup")));
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		const char *folder = in(office, t_text(office->app, "copy%zu", i));

		T_EXIT(office, 0, restore(office, in(office, "backup"), folder));
		T_EXIT(office, 0, check(office, folder));
		change(office, folder, changes[i].statements);
		T_EXIT(office, 1, check(office, folder));
		T_SAYS(office->out, changes[i].says);
	}
	T_EXIT(office, 1, check(office, in(office, "nowhere")));
	T_SAYS(office->out, "key file: ");
	T_SAYS(office->out, "database: ");
}

TEST(tool, a_damaged_file_fails_the_check_and_is_not_restored)
{
	struct office *office = office_new();
	const char *folder = in(office, "copy");

	T_EXIT(office, 0, backup(office, in(office, "backup")));
	T_EXIT(office, 0, restore(office, in(office, "backup"), folder));
	scratch(t_text(office->app, "%s/gongyi.db", folder));
	T_EXIT(office, 1, check(office, folder));
	T_SAYS(office->out, "key file: ok\ndatabase");
	T_CHECK(!strstr(office->out.data, "pages: ok"));
	scratch(in(office, "backup"));
	T_EXIT(office, 1, restore(office, in(office, "backup"), in(office, "data")));
	T_CHECK(!exists(in(office, "data")) && !exists(in(office, "data.new")));
}

TEST(tool, a_certificate_is_served_with_its_key_or_not_at_all)
{
	struct office *office = office_new();
	const char *data = t_text(office->app, "--data=%s", office->app->folder);

	T_EXIT(office, 2, gongyi(office, "serve", "-n", data, "--tls_certificate=a.pem", NULL));
	T_SAYS(office->err, "tls_certificate and tls_key go together");
	T_EXIT(office, 2, gongyi(office, "serve", "-n", data, "--tls_key=a.pem", NULL));
	T_SAYS(office->err, "tls_certificate and tls_key go together");
}
