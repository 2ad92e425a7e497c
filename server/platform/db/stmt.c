/* Statements: prepared once per connection, parameters and columns matched to fields by name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/internal.h"

static size_t count_tables(const struct stmt_table *const *tables)
{
	size_t n = 0;

	while (tables[n])
		n++;
	return n;
}

static enum err fail_table(
	const struct stmt_table *table, size_t i, const char *what, struct error *error)
{
	return fail_note(error, ERR_INTERNAL, "statement %zu of %s: %s", i, table->module, what);
}

static enum err match_params(
	struct prepared *prepared, const struct stmt_def *def, const char **ret_wrong)
{
	prepared->n_params = sqlite3_bind_parameter_count(prepared->stmt);
	prepared->params = calloc((size_t)prepared->n_params + 1, sizeof *prepared->params);
	if (!prepared->params)
		return ERR_BUSY;
	for (int i = 0; i < prepared->n_params; i++) {
		const char *name = sqlite3_bind_parameter_name(prepared->stmt, i + 1);

		if (name && name[0] == ':' && def->in)
			prepared->params[i] = schema_field(def->in, name + 1, strlen(name + 1));
		if (!prepared->params[i]) {
			*ret_wrong = name ? name : "?";
			return ERR_INTERNAL;
		}
	}
	return OK;
}

static enum err match_columns(
	struct prepared *prepared, const struct stmt_def *def, const char **ret_wrong)
{
	prepared->n_columns = sqlite3_column_count(prepared->stmt);
	prepared->columns = calloc((size_t)prepared->n_columns + 1, sizeof *prepared->columns);
	if (!prepared->columns)
		return ERR_BUSY;
	for (int i = 0; i < prepared->n_columns; i++) {
		const char *name = sqlite3_column_name(prepared->stmt, i);

		if (def->out)
			prepared->columns[i] = schema_field(def->out, name, strlen(name));
		if (!prepared->columns[i]) {
			*ret_wrong = name;
			return ERR_INTERNAL;
		}
	}
	return OK;
}

static enum err prepare_one(struct conn *conn, size_t t, size_t i, struct error *error)
{
	const struct stmt_table *table = conn->tables[t];
	const struct stmt_def *def = &table->defs[i];
	struct prepared *prepared = &conn->prepared[t][i];
	const char *rest = "";
	const char *wrong = NULL;

	if (sqlite3_prepare_v3(conn->sqlite, def->sql, -1, SQLITE_PREPARE_PERSISTENT,
		    &prepared->stmt, &rest) != SQLITE_OK)
		return fail_table(table, i, sqlite3_errmsg(conn->sqlite), error);
	if (!prepared->stmt || *rest)
		return fail_table(table, i, "not exactly one statement", error);
	if (!sqlite3_stmt_readonly(prepared->stmt) != def->writes)
		return fail_table(
			table, i, "declared as reading but writes, or the reverse", error);
	if (match_params(prepared, def, &wrong) != OK || match_columns(prepared, def, &wrong) != OK)
		return fail_table(table, i, wrong ? wrong : "out of memory", error);
	return OK;
}

enum err conn_prepare(struct conn *conn, struct error *error)
{
	conn->n_tables = count_tables(conn->tables);
	conn->prepared = calloc(conn->n_tables + 1, sizeof *conn->prepared);
	if (!conn->prepared)
		return fail(error, ERR_BUSY);
	for (size_t t = 0; t < conn->n_tables; t++) {
		const struct stmt_table *table = conn->tables[t];

		for (size_t earlier = 0; earlier < t; earlier++)
			if (conn->tables[earlier] == table)
				return fail_table(table, 0, "the table is listed twice", error);
		conn->prepared[t] = calloc(table->n, sizeof **conn->prepared);
		if (!conn->prepared[t])
			return fail(error, ERR_BUSY);
		for (size_t i = 0; i < table->n; i++)
			if (conn->mode == CONN_WRITER || !table->defs[i].writes)
				TRY(prepare_one(conn, t, i, error));
	}
	return OK;
}

void conn_unprepare(struct conn *conn)
{
	for (size_t t = 0; conn->prepared && t < conn->n_tables; t++) {
		for (size_t i = 0; conn->prepared[t] && i < conn->tables[t]->n; i++) {
			struct prepared *prepared = &conn->prepared[t][i];

			sqlite3_finalize(prepared->stmt);
			free(prepared->params);
			free(prepared->columns);
		}
		free(conn->prepared[t]);
	}
	free(conn->prepared);
	sqlite3_finalize(conn->next_id);
	sqlite3_finalize(conn->take_id);
}

/* The prepared form of a table's entry, found by the table it lies in. */
static struct prepared *find(struct conn *conn, const struct stmt_def *def)
{
	for (size_t t = 0; t < conn->n_tables; t++) {
		const struct stmt_table *table = conn->tables[t];

		if (def >= table->defs && def < table->defs + table->n)
			return &conn->prepared[t][def - table->defs];
	}
	return NULL;
}

static int bind_string(sqlite3_stmt *stmt, int i, const char *string)
{
	return string ? sqlite3_bind_text(stmt, i, string, -1, SQLITE_STATIC)
		      : sqlite3_bind_null(stmt, i);
}

static int bind_span(sqlite3_stmt *stmt, int i, const struct span *span)
{
	return span->data ? sqlite3_bind_blob64(stmt, i, span->data, span->len, SQLITE_STATIC)
			  : sqlite3_bind_null(stmt, i);
}

static int bind_number(sqlite3_stmt *stmt, int i, const struct field *field, int64_t value)
{
	return field->nullable && !value ? sqlite3_bind_null(stmt, i)
					 : sqlite3_bind_int64(stmt, i, value);
}

/* Enumerations are stored by name, so that rows can be read without the program. */
static int bind_enum(sqlite3_stmt *stmt, int i, const struct field *field, int value)
{
	const char *name = field->names[value];

	return bind_string(stmt, i, *name ? name : NULL);
}

static int bind_param(sqlite3_stmt *stmt, int i, const struct field *field, const void *record)
{
	const void *at = field_in(field, record);

	switch (field->kind) {
	case KIND_STRING:
	case KIND_TEXT:
		return bind_string(stmt, i, *(const char *const *)at);
	case KIND_INT:
	case KIND_ID:
	case KIND_TIME:
	case KIND_DAY:
		return bind_number(stmt, i, field, *(const int64_t *)at);
	case KIND_BOOL:
		return sqlite3_bind_int(stmt, i, *(const bool *)at);
	case KIND_ENUM:
		return bind_enum(stmt, i, field, *(const int *)at);
	case KIND_BYTES:
		return bind_span(stmt, i, at);
	case KIND_OBJECT:
	case KIND_LIST:
	case KIND_STRINGS:
	case KIND_INTS:
	case KIND_COUNTS:
		return SQLITE_MISUSE;
	}
	return SQLITE_MISUSE;
}

static enum err bind_all(struct txn *txn, const struct prepared *prepared, const void *in)
{
	for (int i = 0; i < prepared->n_params; i++) {
		int rc = bind_param(prepared->stmt, i + 1, prepared->params[i], in);

		if (rc != SQLITE_OK)
			return db_fail(txn->conn, rc, txn->error);
	}
	return OK;
}

static bool read_string(sqlite3_stmt *stmt, int i, struct arena *arena, const char **ret_string)
{
	const void *text = sqlite3_column_text(stmt, i);

	*ret_string = text ? arena_copy(arena, text, (size_t)sqlite3_column_bytes(stmt, i)) : NULL;
	return !text || *ret_string;
}

static bool read_span(sqlite3_stmt *stmt, int i, struct arena *arena, struct span *ret_span)
{
	const void *data = sqlite3_column_blob(stmt, i);

	ret_span->len = (size_t)sqlite3_column_bytes(stmt, i);
	ret_span->data = NULL;
	if (sqlite3_column_type(stmt, i) == SQLITE_NULL)
		return true;
	ret_span->data = (const uint8_t *)arena_copy(arena, data ? data : "", ret_span->len);
	return ret_span->data != NULL;
}

/* A name the table does not know means that the row is from another version: an error. */
static bool read_enum(sqlite3_stmt *stmt, int i, const struct field *field, int *ret_value)
{
	const void *text = sqlite3_column_text(stmt, i);

	*ret_value = names_find(field->names, text ? text : "");
	return *ret_value >= 0;
}

static bool read_column(
	sqlite3_stmt *stmt, int i, const struct field *field, struct arena *arena, void *row)
{
	void *at = field_at(field, row);

	switch (field->kind) {
	case KIND_STRING:
	case KIND_TEXT:
		return read_string(stmt, i, arena, at);
	case KIND_INT:
	case KIND_ID:
	case KIND_TIME:
	case KIND_DAY:
		*(int64_t *)at = sqlite3_column_int64(stmt, i);
		return true;
	case KIND_BOOL:
		*(bool *)at = sqlite3_column_int(stmt, i) != 0;
		return true;
	case KIND_ENUM:
		return read_enum(stmt, i, field, at);
	case KIND_BYTES:
		return read_span(stmt, i, arena, at);
	case KIND_OBJECT:
	case KIND_LIST:
	case KIND_STRINGS:
	case KIND_INTS:
	case KIND_COUNTS:
		return false;
	}
	return false;
}

static enum err read_row(struct txn *txn, const struct prepared *prepared, void *row)
{
	for (int i = 0; i < prepared->n_columns; i++)
		if (!read_column(prepared->stmt, i, prepared->columns[i], txn->arena, row))
			return fail_note(txn->error, ERR_TOO_LARGE, "column %s cannot be read",
				prepared->columns[i]->name);
	return OK;
}

static int step(struct conn *conn, sqlite3_stmt *stmt)
{
	if (conn->fail_in && --conn->fail_in == 0)
		return SQLITE_IOERR;
	return sqlite3_step(stmt);
}

static enum err start(
	struct txn *txn, const struct stmt_def *def, const void *in, struct prepared **ret_prepared)
{
	struct prepared *prepared = find(txn->conn, def);

	if (!prepared || !prepared->stmt)
		return fail_note(txn->error, ERR_INTERNAL, "not prepared here: %s", def->sql);
	if (def->writes && !txn_open(txn->conn)) /* it would commit by itself */
		return fail_note(txn->error, ERR_IO, "no transaction is open");
	TRY(bind_all(txn, prepared, in));
	*ret_prepared = prepared;
	return OK;
}

static enum err finish(struct txn *txn, const struct prepared *prepared, int rc)
{
	enum err err =
		rc == SQLITE_DONE || rc == SQLITE_ROW ? OK : db_fail(txn->conn, rc, txn->error);

	sqlite3_reset(prepared->stmt);
	sqlite3_clear_bindings(prepared->stmt);
	return err;
}

enum err db_do(struct txn *txn, const struct stmt_def *def, const void *in)
{
	struct prepared *prepared;

	TRY(start(txn, def, in, &prepared));
	return finish(txn, prepared, step(txn->conn, prepared->stmt));
}

enum err db_change(
	struct txn *txn, const struct stmt_def *def, const void *in, int64_t *ret_changed)
{
	TRY(db_do(txn, def, in));
	*ret_changed = sqlite3_changes64(txn->conn->sqlite);
	return OK;
}

enum err db_one(struct txn *txn, const struct stmt_def *def, const void *in, void *ret_row)
{
	struct prepared *prepared;
	enum err err = OK;
	int rc;

	TRY(start(txn, def, in, &prepared));
	rc = step(txn->conn, prepared->stmt);
	if (rc == SQLITE_ROW) {
		memset(ret_row, 0, def->out->size);
		err = read_row(txn, prepared, ret_row);
	}
	TRY(finish(txn, prepared, rc));
	return rc == SQLITE_DONE ? fail(txn->error, ERR_NOT_FOUND) : err;
}

/* Doubles the room for rows; the old room stays in the arena until the request ends. */
static enum err grow(struct txn *txn, struct list *rows, size_t *size, size_t row_size)
{
	size_t wanted = *size ? *size * 2 : 16;
	void *items = arena_calloc(txn->arena, wanted, row_size);

	if (!items)
		return fail(txn->error, ERR_TOO_LARGE);
	if (rows->n)
		memcpy(items, rows->items, rows->n * row_size);
	rows->items = items;
	*size = wanted;
	return OK;
}

enum err db_all(struct txn *txn, const struct stmt_def *def, const void *in, struct list *ret_rows)
{
	struct prepared *prepared;
	struct list rows = {0};
	size_t size = 0;
	enum err err = OK;
	int rc;

	TRY(start(txn, def, in, &prepared));
	while ((rc = step(txn->conn, prepared->stmt)) == SQLITE_ROW) {
		if (rows.n == size)
			err = grow(txn, &rows, &size, def->out->size);
		if (err == OK)
			err = read_row(txn, prepared, (char *)rows.items + rows.n * def->out->size);
		if (err != OK)
			break;
		rows.n++;
	}
	TRY(finish(txn, prepared, rc));
	TRY(err);
	*ret_rows = rows;
	return OK;
}

/* A statement of this file's own, prepared when it is first needed. */
static int step_kept(struct conn *conn, const char *sql, sqlite3_stmt **kept)
{
	int rc = *kept ? SQLITE_OK : sqlite3_prepare_v2(conn->sqlite, sql, -1, kept, NULL);

	return rc == SQLITE_OK ? step(conn, *kept) : rc;
}

/* Two statements: one with RETURNING would open and drop a table for its row each time. */
enum err db_new_id(struct txn *txn, int64_t *ret_id)
{
	struct conn *conn = txn->conn;
	int rc = step_kept(conn, "SELECT next FROM id_counter", &conn->next_id);

	if (rc == SQLITE_ROW)
		*ret_id = sqlite3_column_int64(conn->next_id, 0);
	sqlite3_reset(conn->next_id);
	if (rc != SQLITE_ROW)
		return db_fail(conn, rc, txn->error);
	rc = step_kept(conn, "UPDATE id_counter SET next = next + 1", &conn->take_id);
	sqlite3_reset(conn->take_id);
	return rc == SQLITE_DONE ? OK : db_fail(conn, rc, txn->error);
}
