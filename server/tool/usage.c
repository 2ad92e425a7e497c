/* See usage.h. */
#include "tool/usage.h"

#include <string.h>

#include "base/attr.h"

struct usage {
	const char *name;
	const char *chinese;
	const char *english;
	const char *synopsis; /* lines */
	const char *options;  /* lines */
};

static const struct usage usages[] = {
	{"init", "创建数据目录、组织和第一位工作人员",
		"makes a data folder with a body and its first officer",
		"gongyi init --data=FOLDER --name=BODY --officer=NAME [--origin=URL] [--rehearsal] "
		"[--estate]",
		"--name=BODY       name of the community or estate\n"
		"--officer=NAME    who gets the slip that is printed\n"
		"--origin=URL      how people reach the service; slips carry it\n"
		"--rehearsal       a rehearsal: its clock can be moved, it can never become real\n"
		"--estate          an estate with owners, not a residents' community\n"},
	{"serve", "运行服务", "serves",
		"gongyi serve [--config=FILE] [--SETTING=VALUE …] [-n] [--print-config]",
		"--config=FILE     settings, as lines SETTING = VALUE\n"
		"--SETTING=VALUE   one of them; wins over the file\n"
		"-n                checks the settings and ends\n"
		"--print-config    prints all settings with their meaning and ends\n"},
	{"demo", "运行投票周内的演练社区", "serves a rehearsal community in its polling week",
		"gongyi demo --data=FOLDER [--fresh] [--port=8080]",
		"--fresh           made anew; without it an earlier one goes on\n"},
	{"check", "检查数据目录", "checks a data folder, also while it is served",
		"gongyi check --data=FOLDER", ""},
	{"backup", "备份运行中的数据库", "copies the database out, also while it is served",
		"gongyi backup --data=FOLDER --to=FILE",
		"--to=FILE         the copy; keep FOLDER/master.key apart from it\n"},
	{"restore", "由备份恢复出新的数据目录", "makes a new data folder out of a backup",
		"gongyi restore --from=BACKUP --key=MASTER.KEY --data=NEWFOLDER", ""},
	{"openapi", "输出 OpenAPI 3.1 文档", "prints the OpenAPI 3.1 document", "gongyi openapi",
		""},
	{"call", "执行一项操作", "does one operation of the service",
		"gongyi call [OP [--FIELD=VALUE …] [--key=FILE] [--url=URL]]",
		"Without OP: all operations. OP --help: its fields.\n"},
	{"device", "凭激活单生成设备密钥", "makes the key of a device from a paper slip",
		"gongyi device new --key=FILE (--slip=LINK | --list-number=N --code=XXXX-XXXX "
		"[--body=N])\n"
		"    [--url=URL] [--origin=URL] [--name=NAME]",
		"--key=FILE        the new key; it is this person's signature\n"
		"--slip=LINK       the slip's link, or what stands in it behind #\n"
		"--list-number=N   the slip's number, with --code\n"
		"--url=URL         where the service is, if not where the link says\n"
		"--origin=URL      what the service calls itself, if that is another address\n"
		"--name=NAME       under which the device is listed\n"},
	{"decide", "按规则计算表决结果", "answers questions about votes by the rules",
		"gongyi decide < QUESTIONS", "One JSON object a line in, one a line out.\n"},
	{"sign", "用设备密钥签署文件", "signs a document with the key of a device",
		"gongyi sign --key=FILE --kind=KIND [--payload=FILE | --add=ENVELOPE]",
		"--kind=KIND       of document, such as result\n"
		"--payload=FILE    what is signed; otherwise standard input\n"
		"--add=ENVELOPE    a signed document that gets one more signature\n"},
	{"vote", "秘密投票", "casts a secret ballot",
		"gongyi vote URL --show\n"
		"gongyi vote URL (--choose=3,5 | --choose='1;-;2,4' | --blank)\n"
		"    (--credential=KEY | --store=FILE) [--receipt=FILE] [--out=FILE]\n"
		"gongyi vote URL --send=FILE [--receipt=FILE]",
		"URL               the round's address, or the link of a voter card\n"
		"--show            prints the ballot paper; its numbers are the answers\n"
		"--choose=ANSWERS  one list, or one for each question between semicolons; - is "
		"blank\n"
		"--blank           blank in every question\n"
		"--credential=KEY  the key of a voter card\n"
		"--store=FILE      the key that `gongyi credential new` made\n"
		"--receipt=FILE    keeps the service's signed receipt\n"
		"--out=FILE        only writes the ballot; --send=FILE sends it later\n"},
	{"credential", "生成本人的投票密钥", "makes a voting key of one's own",
		"gongyi credential new --uuids=U1,U2,U3 --store=FILE\n"
		"gongyi credential show --store=FILE",
		"--uuids=…         names of the election's three rounds (electionShow)\n"
		"show              prints the public halves, as keyRegister wants them\n"},
	{"cards", "离线制作选民证", "makes voter cards, offline",
		"gongyi cards --voters=FILE --uuids=U1,U2,U3 --url=ORIGIN --html=FILE "
		"--public=FILE\n"
		"    [--title=TEXT] [--posts=TEXT] [--rehearsal]",
		"--voters=FILE     CSV: number 选民编号, name 姓名, if wanted building 楼栋\n"
		"--uuids=…         names of the election's three rounds (electionShow)\n"
		"--url=ORIGIN      how voters reach the service\n"
		"--html=FILE       the cards: print them, then delete the file\n"
		"--public=FILE     the public halves, for cardsRegister\n"
		"--title=TEXT      heading of every card; --posts=TEXT the posts under it\n"
		"--rehearsal       marks every card as one of a rehearsal\n"},
	{"trustee", "监票人：生成密钥、解密合计", "a trustee's part: set-up and decryption",
		"gongyi trustee setup --election=ID --key=DEVICE.key --file=TRUSTEE.key "
		"[--confirmed]\n"
		"gongyi trustee decrypt ARCHIVE.bel --file=TRUSTEE.key [--fingerprint=HEX] "
		"[--out=FILE]\n"
		"    [--confirmed]",
		"--file=FILE       the trustee's own key: made by setup, never sent\n"
		"--confirmed       the fingerprints were compared on paper\n"
		"--fingerprint=HEX what the notice board says of the archive's last event\n"
		"--out=FILE        the partial decryption; otherwise standard output\n"},
};

void usage_list(FILE *out)
{
	fprintf(out, "gongyi — 共议：社区自治与投票 / resident self-governance and voting\n\n");
	for (size_t i = 0; i < COUNT_OF(usages); i++)
		fprintf(out, "  %-10s  %s / %s\n", usages[i].name, usages[i].chinese,
			usages[i].english);
	fprintf(out, "\ngongyi COMMAND --help\n");
}

/* Each line of a text after what it begins with. */
static void print_lines(const char *text, const char *first, const char *rest, FILE *out)
{
	for (const char *before = first; *text; before = rest) {
		size_t len = strcspn(text, "\n");

		fprintf(out, "%s%.*s\n", before, (int)len, text);
		text += len + (text[len] == '\n');
	}
}

static const struct usage *find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(usages); i++)
		if (strcmp(usages[i].name, name) == 0)
			return &usages[i];
	return NULL;
}

bool usage_print(const char *name, FILE *out)
{
	const struct usage *usage = find(name);

	if (!usage)
		return false;
	fprintf(out, "%s / %s\n\n", usage->chinese, usage->english);
	print_lines(usage->synopsis, "usage: ", "       ", out);
	print_lines(usage->options, "  ", "  ", out);
	return true;
}

int usage_wrong(const char *name)
{
	usage_print(name, stderr);
	return 2;
}
