/* `gongyi demo`: makes the rehearsal once, keeps the ways in beside it, and serves it. */
#include "demo.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/options.h"
#include "commands.h"
#include "crypto/group.h"
#include "qr/qr.h"
#include "tool/usage.h"

enum { DEMO_ARENA = 256 << 20, QR_TEXT_MAX = 1 << 16 };

static const struct {
	const char *zh;
	const char *en;
	demo_step_fn *run;
} steps[] = {
	/* in the order of the law's course */
	{"创建桥东社区", "found the community", demo_found},
	{"导入居民名册", "import the roll", demo_roll},
	{"授予职务", "grant offices", demo_offices},
	{"筹备选举", "draft the election", demo_draft},
	{"公布选民名单，等待异议期", "publish the list, wait for objections", demo_list},
	{"公布候选人", "publish candidates", demo_candidates},
	{"监票人生成密钥", "trustees make their key", demo_trustees},
	{"300 部手机登记密钥", "300 phones register keys", demo_keys},
	{"登记选民证", "register voter cards", demo_cards},
	{"选票定稿", "fix the ballot paper", demo_prepare},
	{"开始投票", "open polling", demo_open},
	{"300 人投票", "300 voters vote", demo_ballots},
};

static bool is_made(struct demo *demo)
{
	return access(demo_facts_path(demo), F_OK) == 0;
}

/* ---- making ---- */

static enum err run_step(struct demo *demo, size_t i)
{
	int64_t began = clock_monotonic_us();

	if (demo->progress) {
		fprintf(demo->progress, "%2zu/%zu %s / %s …", i + 1, COUNT_OF(steps), steps[i].zh,
			steps[i].en);
		fflush(demo->progress);
	}
	TRY(steps[i].run(demo));
	if (demo->progress)
		fprintf(demo->progress, " %.1f s\n", (double)(clock_monotonic_us() - began) / 1e6);
	return OK;
}

enum err demo_make(struct demo *demo)
{
	for (size_t i = 0; i < COUNT_OF(steps); i++)
		TRY(run_step(demo, i));
	return OK;
}

/* ---- the ways in ---- */

static void print_link(struct demo *demo, const char *who, const char *link)
{
	auto_buf struct buf text = {0};
	struct qr qr;

	buf_init(&text, QR_TEXT_MAX);
	printf("\n── %s ──\n%s\n", who, link);
	if (qr_encode(link, &demo->arena, &qr) != OK)
		return;
	qr_terminal(&qr, &text);
	if (buf_ok(&text))
		fputs(text.data, stdout);
}

static enum err print_ways_in(struct demo *demo, const struct demo_facts *facts)
{
	const char *origin = demo->app->api.origin;
	const char *officer, *auditor;

	TRY(demo_slip(demo, demo->officer.id, &officer));
	TRY(demo_slip(demo, facts->auditor, &auditor));
	print_link(demo, "居民：一张选民证 / a resident: one voter card",
		demo_text(demo, "%s/vote/%s#%s.%d", origin, facts->round, facts->cards.items[0],
			demo_card_number(0)));
	printf("  gongyi vote '%s/vote/%s#%s' --choose='1;2;1,3'\n", origin, facts->round,
		facts->cards.items[0]);
	printf("  其余选民证 / the other cards: %s\n", demo_facts_path(demo));
	print_link(demo, "工作人员 / an officer", officer);
	printf("  gongyi call electionShow --election_id=%" PRId64 " --key %s/officer.key\n",
		facts->election, demo->data);
	print_link(demo, "审计 / an auditor", auditor);
	printf("  curl -o %s.bel %s/v1/rounds/%s/archive\n"
	       "  curl -o record.tar %s/v1/bodies/%" PRId64 "/record/export\n"
	       "  gongyi-verify %s.bel --record record.tar\n",
		facts->round, origin, facts->round, origin, facts->body, facts->round);
	printf("\n首页 / front page: %s/\n选举 / the election: %s/e/%" PRId64 "\n\n", origin,
		origin, facts->election);
	return OK;
}

/* ---- the command ---- */

static enum err prepare_data(struct demo *demo)
{
	if (is_made(demo))
		return OK;
	demo_remove(demo);
	return app_found(demo->data, &demo->error);
}

static enum err run_demo(struct demo *demo)
{
	struct demo_facts facts = {0};

	TRY(group_init(&demo->error));
	if (is_made(demo)) {
		TRY(demo_resume(demo, &facts));
	} else {
		TRY(demo_make(demo));
		TRY(demo_keep(demo, &facts));
	}
	return print_ways_in(demo, &facts);
}

static enum err make(struct demo *demo, const struct config *config)
{
	struct app app;
	enum err err;

	TRY(prepare_data(demo));
	TRY(app_open(&app, config, 0, clock_now_ms, rand_system(), &demo->error));
	demo->app = &app;
	err = run_demo(demo);
	demo->app = NULL;
	app_close(&app);
	return err;
}

/* The folders above the data folder, as `mkdir -p` makes them. */
static void make_parents(struct demo *demo)
{
	char *path = arena_string(&demo->arena, demo->data);

	for (char *at = path ? strchr(path + 1, '/') : NULL; at; at = strchr(at + 1, '/')) {
		*at = '\0';
		mkdir(path, 0755);
		*at = '/';
	}
}

static int serve(const char *data, const char *port)
{
	char options[2][512];
	char log[] = "--log=warn";
	char *argv[] = {options[0], options[1], log};

	snprintf(options[0], sizeof options[0], "--data=%s", data);
	snprintf(options[1], sizeof options[1], "--port=%s", port);
	fflush(stdout);
	return command_serve(COUNT_OF(argv), argv);
}

static int start(const struct config *config, const char *port, bool fresh)
{
	struct demo *demo = calloc(1, sizeof *demo);
	int status = 0;

	if (!demo)
		return 1;
	demo->data = config->data;
	demo->rand = rand_system();
	demo->clock = clock_now_ms;
	demo->progress = stdout;
	demo->n_phones = DEMO_PHONES;
	arena_init(&demo->arena, DEMO_ARENA);
	make_parents(demo);
	if (fresh)
		demo_remove(demo);
	if (make(demo, config) != OK)
		status = command_failed("demo", &demo->error);
	arena_done(&demo->arena);
	explicit_bzero(demo, sizeof *demo);
	free(demo);
	return status ? status : serve(config->data, port);
}

int command_demo(int argc, char **argv)
{
	struct config config = config_default();
	const char *port = "8080";
	uint64_t number;
	bool fresh = false;
	const struct option options[] = {OPTION_TEXT("data", &config.data),
		OPTION_TEXT("port", &port), OPTION_FLAG("fresh", &fresh), {0}};

	config.data = NULL;
	if (!options_read(options, argc, argv) || !config.data ||
		!parse_uint(port, UINT16_MAX, &number) || !number)
		return usage_wrong("demo");
	config.port = (int64_t)number;
	log_set_level(LOG_WARN);
	return start(&config, port, fresh);
}
