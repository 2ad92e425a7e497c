/* See cards_page.h. The page needs nothing but itself: it is opened from a file, without network.
 */
#include "tool/cards_page.h"

#include <inttypes.h>

static const char style[] =
	"@page{size:105mm 148mm;margin:0}"
	"*{box-sizing:border-box}"
	"body{margin:0;background:#ddd;color:#000;"
	"font:11pt/1.4 \"Noto Sans CJK SC\",\"Source Han Sans SC\",\"Microsoft YaHei\",\"PingFang "
	"SC\","
	"sans-serif}"
	".card{width:105mm;height:148mm;padding:6mm 7mm;margin:4mm auto;background:#fff;"
	"position:relative;overflow:hidden;break-after:page;break-inside:avoid}"
	"h1{font-size:20pt;line-height:1.1;margin:0;letter-spacing:.2em;text-align:center}"
	".title{text-align:center;font-size:11pt;margin:1mm 0 2mm}"
	".who{display:flex;justify-content:space-between;align-items:baseline;"
	"border:solid #000;border-width:.4mm 0;padding:1mm 0}"
	".number{font-size:17pt;font-weight:700}"
	".name{font-size:17pt;font-weight:700}"
	".qr{display:block;width:40mm;height:40mm;margin:1mm auto 0}"
	".code{font:700 12pt/1.2 \"DejaVu Sans "
	"Mono\",Consolas,monospace;text-align:center;margin:0}"
	".posts{margin:1mm 0 0;text-align:center}"
	"ol{margin:1.5mm 0 0;padding-left:5.5mm}"
	".keep{font-weight:700;margin:1.5mm 0 0}"
	".rehearsal{position:absolute;top:2mm;right:3mm;border:.5mm solid #000;padding:0 2mm;"
	"font-size:14pt;font-weight:700}"
	"@media print{body{background:none}.card{margin:0}}";

static const char *const steps[] = {
	"用<b>手机自带的相机</b>扫上面的码，不要用别的软件扫。",
	"在打开的网页上选人，核对后提交。投票结束前可以重投，<b>以最后一次为准</b>。",
	"记下“选票编号”，以后凭它在网上查到自己的票。",
	"不用手机也一样：到<b>投票站</b>领纸质选票。领了纸票就不能再网上投，网上投了就不能再领。",
};

static void add_escaped(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '<')
			buf_str(out, "&lt;");
		else if (*text == '&')
			buf_str(out, "&amp;");
		else if (*text == '"')
			buf_str(out, "&quot;");
		else
			buf_char(out, *text);
	}
}

void page_begin(const char *title, struct buf *out)
{
	buf_str(out, "<!DOCTYPE html>\n<html lang=\"zh-Hans\"><head><meta charset=\"utf-8\">"
		     "<meta name=\"referrer\" content=\"no-referrer\"><title>选民证 ");
	add_escaped(out, title);
	buf_printf(out, "</title><style>%s</style></head><body>\n", style);
}

void page_end(struct buf *out)
{
	buf_str(out, "</body></html>\n");
}

void card_begin(const struct card *card, struct buf *out)
{
	buf_str(out, "<section class=\"card\">");
	if (card->rehearsal)
		buf_str(out, "<div class=\"rehearsal\">演练</div>");
	buf_str(out, "<h1>选民证</h1><p class=\"title\">");
	add_escaped(out, card->title);
	buf_printf(out, "</p><div class=\"who\"><span class=\"number\">%" PRIu64 " 号</span><span>",
		card->number);
	add_escaped(out, card->building);
	buf_str(out, "</span><span class=\"name\">");
	add_escaped(out, card->name);
	buf_str(out, "</span></div>");
}

void card_end(const struct card *card, const char *credential, struct buf *out)
{
	buf_printf(out, "<p class=\"code\">%s</p>", credential);
	if (*card->posts) {
		buf_str(out, "<p class=\"posts\">选举职务：");
		add_escaped(out, card->posts);
		buf_str(out, "</p>");
	}
	buf_str(out, "<ol>");
	for (size_t i = 0; i < COUNT_OF(steps); i++)
		buf_printf(out, "<li>%s</li>", steps[i]);
	buf_str(out, "</ol><p class=\"keep\">见码如见票：不要拍照、转发或交给别人。"
		     "遗失请马上告诉选举委员会。</p></section>\n");
}
