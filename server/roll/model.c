/* Tables of reasons and grounds, and the order in which eligibility is decided. */
#include "roll/model.h"

#include <string.h>

#include "base/clock.h"

const char *const roll_sex_names[] = {"unknown", "female", "male", NULL};
const char *const roll_kind_names[] = {"registered", "habitual", "worker", "outsider", NULL};
const char *const roll_proof_names[] = {
	"none", "permit", "lease", "property", "employer", "community", NULL};
const char *const roll_id_kind_names[] = {"resident", "other", "none", NULL};
const char *const roll_standing_names[] = {
	"normal", "waived", "elsewhere", "deprived", "left_off", "left", NULL};

const char *const roll_reason_names[] = {"none",
#define R(name, severity, token, english, chinese) token,
#include "roll/reasons.def"
#undef R
	NULL};

static const struct roll_reason_info reasons[ROLL_REASON__COUNT] = {
#define R(name, severity_, token_, english, chinese)                                               \
	[REASON_##name] = {                                                                        \
		.severity = SEVERITY_##severity_,                                                  \
		.token = token_,                                                                   \
		.text = {[LANG_ZH] = chinese, [LANG_EN] = english},                                \
	},
#include "roll/reasons.def"
#undef R
};

const struct roll_reason_info *roll_reason_info(enum roll_reason reason)
{
	return &reasons[reason];
}

/* in the order of enum roll_ground */
const char *const roll_ground_names[] = {"registered", "habitual", "worker", "under-age",
	"no-proof", "short-residence", "short-work", "unknown-since", "waived", "elsewhere",
	"deprived", "left-off", "left", "outsider", NULL};

static const struct roll_ground_info grounds[ROLL_GROUND__COUNT] = {
	[GROUND_REGISTERED] = {true, "registered", "A22",
		{"本社区户籍居民", "Household registration in the community"}},
	[GROUND_HABITUAL] = {true, "habitual", "A22", {"在本社区常住", "Habitually lives here"}},
	[GROUND_WORKER] = {true, "worker", "A23", {"本社区工作者", "Community worker"}},
	[GROUND_UNDER_AGE] = {false, "under-age", "A21",
		{"选举日未达到年龄", "Not of age on election day"}},
	[GROUND_NO_PROOF] = {false, "no-proof", "A24",
		{"缺少常住证明", "No proof of habitual residence"}},
	[GROUND_SHORT_RESIDENCE] = {false, "short-residence", "A24",
		{"居住时间不足", "Has not lived here long enough"}},
	[GROUND_SHORT_WORK] = {false, "short-work", "A23",
		{"在本社区工作时间不足", "Has not worked here long enough"}},
	[GROUND_UNKNOWN_SINCE] = {false, "unknown-since", "A23",
		{"未登记起始日期", "Since when is not known"}},
	[GROUND_WAIVED] = {false, "waived", "A22", {"未申请登记", "Does not want to take part"}},
	[GROUND_ELSEWHERE] = {false, "elsewhere", "A26",
		{"已在其他地方登记", "Registered to vote elsewhere"}},
	[GROUND_DEPRIVED] = {false, "deprived", "A20",
		{"依法被剥夺政治权利", "Deprived of political rights by law"}},
	[GROUND_LEFT_OFF] = {false, "left-off", "A28",
		{"经居民选举委员会决定不列入", "Left off by decision of the election committee"}},
	[GROUND_LEFT] = {false, "left", "A41", {"已迁出或已去世", "Moved away, or died"}},
	[GROUND_OUTSIDER] = {false, "outsider", "A22",
		{"不是本社区居民", "Not a resident of the community"}},
};

const struct roll_ground_info *roll_ground_info(enum roll_ground ground)
{
	return &grounds[ground];
}

static const char *given(const char *known, const char *file)
{
	return *file ? file : known;
}

struct roll_entry roll_merge(const struct roll_entry *known, const struct roll_entry *file)
{
	bool moved = strcmp(known->building, given(known->building, file->building)) != 0 ||
		     strcmp(known->room, given(known->room, file->room)) != 0;

	return (struct roll_entry){
		.building = given(known->building, file->building),
		.entrance = moved ? file->entrance : given(known->entrance, file->entrance),
		.room = given(known->room, file->room),
		.household = given(known->household, file->household),
		.name = given(known->name, file->name),
		.id_number = given(known->id_number, file->id_number),
		.group = given(known->group, file->group),
		.phone = given(known->phone, file->phone),
		.born = file->born,
		.since = file->since == DAY_NONE ? known->since : file->since,
		.id_kind = file->id_kind,
		.sex = file->sex ? file->sex : known->sex,
		.kind = file->kind,
		.proof = file->proof ? file->proof : known->proof,
	};
}

uint32_t roll_differences(const struct roll_entry *a, const struct roll_entry *b)
{
	const bool differs[ROLL_COLUMN__COUNT] = {
		[COLUMN_BUILDING] = strcmp(a->building, b->building) != 0,
		[COLUMN_ENTRANCE] = strcmp(a->entrance, b->entrance) != 0,
		[COLUMN_ROOM] = strcmp(a->room, b->room) != 0,
		[COLUMN_HOUSEHOLD] = strcmp(a->household, b->household) != 0,
		[COLUMN_NAME] = strcmp(a->name, b->name) != 0,
		[COLUMN_ID_NUMBER] = strcmp(a->id_number, b->id_number) != 0,
		[COLUMN_BORN] = a->born != b->born,
		[COLUMN_SEX] = a->sex != b->sex,
		[COLUMN_KIND] = a->kind != b->kind,
		[COLUMN_PERMIT] = a->proof != b->proof,
		[COLUMN_SINCE] = a->since != b->since,
		[COLUMN_GROUP] = strcmp(a->group, b->group) != 0,
		[COLUMN_PHONE] = strcmp(a->phone, b->phone) != 0,
	};
	uint32_t columns = 0;

	for (uint32_t i = 0; i < ROLL_COLUMN__COUNT; i++)
		columns |= (uint32_t)differs[i] << i;
	return columns;
}

bool months_passed(int64_t from, int64_t months, int64_t day)
{
	int64_t year, month, date, year2, month2, date2, full;

	day_to_civil(from, &year, &month, &date);
	day_to_civil(day, &year2, &month2, &date2);
	full = (year2 - year) * 12 + month2 - month;
	return full > months || (full == months && date2 >= date);
}

static enum roll_ground habitual(
	const struct roll_facts *facts, const struct roll_terms *terms, int64_t day)
{
	if (terms->min_residence_months == 0)
		return facts->proof ? GROUND_HABITUAL : GROUND_NO_PROOF;
	if (facts->since == DAY_NONE)
		return GROUND_UNKNOWN_SINCE;
	return months_passed(facts->since, terms->min_residence_months, day)
		       ? GROUND_HABITUAL
		       : GROUND_SHORT_RESIDENCE;
}

static enum roll_ground worker(
	const struct roll_facts *facts, const struct roll_terms *terms, int64_t day)
{
	if (facts->since == DAY_NONE)
		return GROUND_UNKNOWN_SINCE;
	return months_passed(facts->since, terms->min_work_months, day) ? GROUND_WORKER
									: GROUND_SHORT_WORK;
}

enum roll_ground roll_eligibility(
	const struct roll_facts *facts, const struct roll_terms *terms, int64_t day)
{
	static const enum roll_ground barred[] = {
		[STANDING_WAIVED] = GROUND_WAIVED,
		[STANDING_ELSEWHERE] = GROUND_ELSEWHERE,
		[STANDING_DEPRIVED] = GROUND_DEPRIVED,
		[STANDING_LEFT_OFF] = GROUND_LEFT_OFF,
		[STANDING_LEFT] = GROUND_LEFT,
	};

	if (facts->kind == KIND_OUTSIDER)
		return GROUND_OUTSIDER;
	if (!months_passed(facts->born, terms->voting_age * 12, day))
		return GROUND_UNDER_AGE;
	if (facts->standing != STANDING_NORMAL)
		return barred[facts->standing];
	if (facts->kind == KIND_HABITUAL)
		return habitual(facts, terms, day);
	if (facts->kind == KIND_WORKER)
		return worker(facts, terms, day);
	return GROUND_REGISTERED;
}
