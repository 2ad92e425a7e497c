/* See fixture.h. */
#include "harness/fixture.h"

#include <poll.h>
#include <string.h>

#include "base/cleanup.h"
#include "json/json.h"

static struct t_app *current;

int64_t t_app_clock(void)
{
	return current->now;
}

static void app_done(void *data)
{
	struct t_app *app = data;

	app_close(&app->app);
	arena_done(&app->arena);
	free(app);
	current = NULL;
}

void t_app_reopen(struct t_app *app, size_t n_workers)
{
	struct config config = config_default();
	struct rand rand = rand_seeded(t_seed());
	struct error error = {0};

	app_close(&app->app);
	config.data = app->folder;
	config.origin = "http://test";
	if (app_open(&app->app, &config, n_workers, t_app_clock, rand, &error) != OK)
		t_fail(__FILE__, __LINE__, "app_open: %s", error.note);
}

struct t_app *t_app_new(void)
{
	struct t_app *app = calloc(1, sizeof *app);
	struct error error = {0};

	if (!app)
		abort();
	current = app;
	app->folder = t_folder();
	app->now = INT64_C(1780272000000); /* 2026-06-01T00:00:00Z */
	arena_init(&app->arena, 256 << 20);
	t_defer(app_done, app);
	T_OK(app_found(app->folder, &error));
	t_app_reopen(app, 0);
	return app;
}

static enum method method_of(const char *name)
{
	static const char *const names[] = {"GET", "POST", "PUT", "DELETE", NULL};

	return (enum method)names_find(names, name);
}

/* The whole reply: a long one comes in pieces, as the transport would ask for them. */
static struct span collect(struct t_app *app, struct request *request)
{
	struct rand rand = rand_seeded(t_seed());
	struct conn *conn = NULL;
	struct error error = {0};
	struct buf whole;
	struct span body;

	buf_init(&whole, (size_t)1 << 30);
	buf_add(&whole, request->reply.data, request->reply.len);
	if (request->more)
		T_OK(engine_reader(app->app.engine, &conn, &error));
	while (request->more) {
		if (app->meanwhile)
			app->meanwhile(app->data);
		request_more(request, conn, app->now, &rand);
		if (request->error.code != OK)
			t_fail(__FILE__, __LINE__, "piece: %s", request->error.note);
		buf_add(&whole, request->reply.data, request->reply.len);
	}
	conn_close(conn);
	body = (struct span){
		(const uint8_t *)arena_copy(&app->arena, whole.data, whole.len), whole.len};
	buf_done(&whole);
	T_CHECK(body.data != NULL);
	return body;
}

/* What is asked; texts live as long as the app. */
static struct task task_of(struct t_app *app, const char *bearer, const char *method,
	const char *target, struct span body)
{
	struct task task = {.received = app->now};
	char *path = arena_string(&app->arena, target);
	char *query = strchr(path, '?');

	if (query)
		*query++ = '\0';
	task.request.method = method_of(method);
	task.request.path = path;
	task.request.query = query;
	task.request.bearer = bearer;
	task.request.body = body;
	task.request.lang = LANG_EN;
	return task;
}

static struct span span_of(const char *text)
{
	return (struct span){(const uint8_t *)text, text ? strlen(text) : 0};
}

static struct t_reply run(struct t_app *app, struct task *task)
{
	struct request *request = &task->request;
	const char *cookie;
	struct t_reply reply;

	reply.error = app_run(&app->app, task);
	cookie = request->call.cookie.token;
	reply.cookie = cookie ? arena_string(&app->arena, cookie) : NULL;
	reply.status = request->status;
	reply.media = request->media;
	reply.etag = request->etag ? arena_string(&app->arena, request->etag) : NULL;
	reply.body = collect(app, request);
	request_done(request);
	return reply;
}

static struct t_reply call(struct t_app *app, const char *bearer, const char *method,
	const char *target, struct span body, const char *key)
{
	struct task task = task_of(app, bearer, method, target, body);

	task.request.idempotency_key = key;
	return run(app, &task);
}

struct t_reply t_call_page(struct t_app *app, const char *cookie, const char *sender,
	const char *method, const char *target, const char *body)
{
	struct task task = task_of(app, NULL, method, target, span_of(body));

	task.request.cookie = span_of(cookie);
	task.request.sender = sender;
	return run(app, &task);
}

struct t_reply t_call_once(struct t_app *app, const char *bearer, const char *method,
	const char *target, const char *body, const char *key)
{
	return call(app, bearer, method, target, span_of(body), key);
}

struct t_reply t_call(struct t_app *app, const char *bearer, const char *method, const char *target,
	const char *body)
{
	return t_call_once(app, bearer, method, target, body, NULL);
}

struct t_reply t_call_raw(struct t_app *app, const char *bearer, const char *method,
	const char *target, const void *body, size_t len)
{
	return call(app, bearer, method, target, (struct span){body, len}, NULL);
}

/* Counts those that came home; each must have been answered with `status`. */
static size_t take_home(struct home *home, int status)
{
	struct pollfd wait = {.fd = home_fd(home), .events = POLLIN};
	size_t n = 0;

	if (poll(&wait, 1, 20000) <= 0)
		t_fail(__FILE__, __LINE__, "requests did not come home");
	for (struct job *job = home_collect(home); job; n++) {
		struct request *request = &((struct task *)(void *)job)->request;

		job = job->next;
		if (request->status != status)
			t_fail(__FILE__, __LINE__, "status %d: %s", request->status,
				(const char *)request->reply.data);
		request_done(request);
	}
	return n;
}

void t_call_all(struct t_app *app, const char *bearer, const char *method, const char *target,
	const char *const *bodies, size_t n, int status)
{
	struct task *tasks = arena_array(&app->arena, struct task, n);
	struct home *home = home_new();

	t_app_reopen(app, 1);
	for (size_t i = 0; i < n; i++) {
		tasks[i] = task_of(app, bearer, method, target, span_of(bodies[i]));
		tasks[i].home = home;
		tasks[i].request.api = &app->app.api;
		request_begin(&tasks[i].request);
		T_CHECK(engine_submit(app->app.engine, &tasks[i]));
	}
	while (n)
		n -= take_home(home, status);
	t_app_reopen(app, 0);
	home_free(home);
}

const char *t_json(struct t_app *app, struct t_reply reply, const char *pointer)
{
	auto_json struct json *root = NULL;
	auto_buf struct buf buf = {0};
	struct error error = {0};
	const struct json *value;

	if (json_parse((const char *)reply.body.data, reply.body.len, &root, &error) != OK)
		return "";
	value = json_at(root, pointer);
	buf_init(&buf, 1 << 24);
	if (value)
		json_plain(value, &buf);
	return arena_string(&app->arena, buf.data ? buf.data : "");
}
