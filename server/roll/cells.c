/* Values as people and spreadsheets write them. Forgiving about form, strict about meaning: what
 * could be read in two ways is refused. */
#include "roll/cells.h"

#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "base/text.h"

const struct cell_word cell_sexes[] = {
	{"男", SEX_MALE},
	{"男性", SEX_MALE},
	{"M", SEX_MALE},
	{"male", SEX_MALE},
	{"女", SEX_FEMALE},
	{"女性", SEX_FEMALE},
	{"F", SEX_FEMALE},
	{"female", SEX_FEMALE},
	{0},
};

const struct cell_word cell_kinds[] = {
	{"registered", KIND_REGISTERED},
	{"户籍", KIND_REGISTERED},
	{"户籍居民", KIND_REGISTERED},
	{"本社区户籍", KIND_REGISTERED},
	{"habitual", KIND_HABITUAL},
	{"常住", KIND_HABITUAL},
	{"常住居民", KIND_HABITUAL},
	{"非户籍", KIND_HABITUAL},
	{"非户籍常住", KIND_HABITUAL},
	{"worker", KIND_WORKER},
	{"社区工作者", KIND_WORKER},
	{"工作者", KIND_WORKER},
	{0},
};

/* Whatever else stands in the column is a residence permit's number. */
const struct cell_word cell_proofs[] = {
	{"否", PROOF_NONE},
	{"no", PROOF_NONE},
	{"0", PROOF_NONE},
	{"lease", PROOF_LEASE},
	{"租赁合同", PROOF_LEASE},
	{"property", PROOF_PROPERTY},
	{"房产证", PROOF_PROPERTY},
	{"不动产权证", PROOF_PROPERTY},
	{"employer", PROOF_EMPLOYER},
	{"单位证明", PROOF_EMPLOYER},
	{"community", PROOF_COMMUNITY},
	{"社区证明", PROOF_COMMUNITY},
	{0},
};

bool cell_word(const struct cell_word *words, const char *text, int *ret_value)
{
	for (; words->text; words++) {
		if (text_equal_fold(words->text, text)) {
			*ret_value = words->value;
			return true;
		}
	}
	return false;
}

bool cell_is_nothing(const char *text)
{
	static const struct cell_word nothing[] = {{"无", 0}, {"-", 0}, {"--", 0}, {"—", 0},
		{"/", 0}, {"\\", 0}, {"N/A", 0}, {"null", 0}, {0}};
	int value;

	return cell_word(nothing, text, &value);
}

static void upper(char *text)
{
	for (; *text; text++)
		if (*text >= 'a' && *text <= 'z')
			*text = (char)(*text - 'a' + 'A');
}

/* Cuts the first of `suffixes` that ends `text` and is not all of it. */
static void cut_suffix(char *text, const char *const suffixes[])
{
	size_t len = strlen(text);

	for (size_t i = 0; suffixes[i]; i++) {
		size_t n = strlen(suffixes[i]);

		if (len > n && strcmp(text + len - n, suffixes[i]) == 0) {
			text[len - n] = '\0';
			return;
		}
	}
}

void cell_place(enum roll_column column, char *text)
{
	static const char *const building[] = {"号楼", "栋", "幢", "座", NULL};
	static const char *const entrance[] = {"单元", "门", NULL};
	static const char *const room[] = {"室", "号", "房", NULL};

	text_strip_spaces(text);
	upper(text);
	cut_suffix(text, column == COLUMN_BUILDING   ? building
			 : column == COLUMN_ENTRANCE ? entrance
						     : room);
}

static bool is_name_character(uint32_t c)
{
	if (c < 0x80)
		return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		       (c && strchr(" -'.", (int)c));
	if (c >= 0x2000 && c <= 0x2E7F)
		return false; /* punctuation and symbols */
	if (c >= 0x3000 && c <= 0x303F)
		return c == 0x3007;
	return c != 0xFFFD && c < 0x1F000; /* the rest is letters, except for pictographs */
}

static bool has_han(const char *text)
{
	for (uint32_t c; (c = utf8_next(&text));)
		if (text_is_han(c))
			return true;
	return false;
}

enum roll_reason cell_name(const char *text, char *ret_name)
{
	bool han = has_han(text);
	enum roll_reason reason = utf8_length(text) < 2 ? REASON_NAME_SHORT : REASON_NONE;
	char *to = ret_name;

	for (const char *at = text; *at;) {
		const char *from = at;
		uint32_t c = utf8_next(&at);

		if (!is_name_character(c) && !text_is_han(c))
			reason = REASON_NAME_CHARACTERS;
		if (han && c == ' ')
			continue;
		if (han && c == '.')
			to = stpcpy(to, "·");
		else
			to = mempcpy(to, from, (size_t)(at - from));
	}
	*to = '\0';
	return reason;
}

/* The check character of GB 11643 (ISO 7064 MOD 11-2) over 17 digits. */
static char id_check(const char *digits)
{
	static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	int sum = 0;

	for (size_t i = 0; i < COUNT_OF(weights); i++)
		sum += weights[i] * (digits[i] - '0');
	return "10X98765432"[sum % 11];
}

static enum roll_reason resident_id(const char *text, struct cell_id *ret_id)
{
	char day[DAY_TEXT_SIZE];
	int64_t born;

	if (text[17] != id_check(text))
		return strcmp(text + 15, "000") == 0 ? REASON_ID_ROUNDED : REASON_ID_CHECKSUM;
	snprintf(day, sizeof day, "%.4s-%.2s-%.2s", text + 6, text + 10, text + 12);
	if (!day_parse(day, &born))
		return REASON_ID_BORN;
	*ret_id = (struct cell_id){
		.kind = ID_RESIDENT,
		.born = born,
		.sex = (text[16] - '0') % 2 ? SEX_MALE : SEX_FEMALE,
	};
	return REASON_NONE;
}

/* The shapes of passports and travel permits. */
static bool is_other_document(const char *text, size_t len, size_t n_digits)
{
	bool letter = text[0] >= 'A' && text[0] <= 'Z';

	return letter ? len >= 6 && len <= 12 && n_digits >= 4
		      : n_digits == len && (len == 8 || len == 10);
}

/* Takes off what makes a spreadsheet show a number as text: '1234 and ="1234". */
static void unwrap_number(char *text)
{
	size_t len = strlen(text);
	size_t start = text[0] == '\'' ? 1 : 0;

	if (len > 3 && strncmp(text, "=\"", 2) == 0 && text[len - 1] == '"') {
		start = 2;
		text[len - 1] = '\0';
	}
	memmove(text, text + start, strlen(text + start) + 1);
}

/* How many of the first `len` characters are digits. */
static size_t count_digits(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += text[i] >= '0' && text[i] <= '9';
	return n;
}

enum roll_reason cell_id_number(char *text, struct cell_id *ret_id)
{
	size_t len, n_digits;

	unwrap_number(text);
	text_strip_spaces(text);
	upper(text);
	if (strchr(text, 'E') && strchr(text, '+'))
		return REASON_ID_SCIENTIFIC;
	len = strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	n_digits = count_digits(text, len);
	if (text[len])
		return REASON_ID_FORMAT;
	if (len == 18 && n_digits == (text[17] == 'X' ? 17 : 18))
		return resident_id(text, ret_id);
	if (len == 15 && n_digits == 15)
		return REASON_ID_FIFTEEN;
	if (!is_other_document(text, len, n_digits))
		return REASON_ID_FORMAT;
	*ret_id = (struct cell_id){.kind = ID_OTHER_DOCUMENT, .born = DAY_NONE};
	return REASON_ID_OTHER;
}

/* Between `min` and `max` digits. */
static bool take_digits(const char **at, size_t min, size_t max, int *ret_value)
{
	int value = 0;
	size_t n = 0;

	for (; n < max && (*at)[n] >= '0' && (*at)[n] <= '9'; n++)
		value = value * 10 + ((*at)[n] - '0');
	*at += n;
	*ret_value = value;
	return n >= min;
}

static bool take_text(const char **at, const char *text)
{
	size_t n = strlen(text);
	bool there = strncmp(*at, text, n) == 0;

	if (there)
		*at += n;
	return there;
}

/* How dates are written: what follows the year, the month and the day, and the fewest digits of
 * the latter two. */
static const struct date_style {
	const char *after_year, *after_month, *after_day;
	size_t digits;
} date_styles[] = {
	{"-", "-", "", 1},
	{"/", "/", "", 1},
	{".", ".", "", 1},
	{"年", "月", "日", 1},
	{"年", "月", "号", 1},
	{"", "", "", 2},
};

static bool date_in_style(const char *text, const struct date_style *style, int64_t *ret_day)
{
	char day[DAY_TEXT_SIZE];
	int y, m, d;

	if (!take_digits(&text, 4, 4, &y) || !take_text(&text, style->after_year) ||
		!take_digits(&text, style->digits, 2, &m) ||
		!take_text(&text, style->after_month) ||
		!take_digits(&text, style->digits, 2, &d) || !take_text(&text, style->after_day))
		return false;
	snprintf(day, sizeof day, "%04d-%02d-%02d", y, m, d);
	return *text == '\0' && day_parse(day, ret_day);
}

/* The day number of the 1900 date system; from 61 on it counts like a calendar does. */
static bool serial_date(const char *text, int64_t *ret_day)
{
	enum { SERIAL_OF_1970 = 25569 };
	int serial;

	if (!take_digits(&text, 5, 5, &serial) || *text)
		return false;
	*ret_day = serial - SERIAL_OF_1970;
	return true;
}

/* Cuts " 00:00:00" and "T00:00". */
static void cut_midnight(char *text)
{
	char *time = strpbrk(text, " Tt");

	if (time && time[1] && time[1 + strspn(time + 1, "0:.")] == '\0')
		*time = '\0';
}

enum roll_reason cell_date(char *text, int64_t *ret_day)
{
	cut_midnight(text);
	text_strip_spaces(text);
	for (size_t i = 0; i < COUNT_OF(date_styles); i++)
		if (date_in_style(text, &date_styles[i], ret_day))
			return REASON_NONE;
	return serial_date(text, ret_day) ? REASON_DATE_SERIAL : REASON_DATE_FORMAT;
}

enum roll_reason cell_phone(char *text)
{
	char *to = text;
	const char *at = text;
	size_t len;

	unwrap_number(text);
	if (!take_text(&at, "+86"))
		take_text(&at, "0086");
	for (; *at; at++)
		if (!strchr(" -()", *at))
			*to++ = *at;
	*to = '\0';
	len = strspn(text, "0123456789");
	if (text[len] || len < 7 || len > 12)
		return REASON_PHONE_FORMAT;
	if (len == 11 && text[0] != '1' && text[0] != '0')
		return REASON_PHONE_FORMAT;
	return REASON_NONE;
}
