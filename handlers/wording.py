"""Every sentence that people read, in one place to proof-read with them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from storage.records import ReportItem

# --- configuration -----------------------------------------------------------------------


def config_not_readable(path: str, why: str) -> str:
    return f"配置文件 {path} 读不了({why});请检查路径和权限。"


def config_not_utf8(path: str) -> str:
    return f"配置文件 {path} 不是 UTF-8 编码;请用记事本另存为 UTF-8。"


def config_not_toml(path: str, why: str) -> str:
    return f"配置文件 {path} 写法有误:{why};请对照 config.example.toml 改正(中文键名要加引号)。"


def config_not_a_section(path: str, name: str) -> str:
    return f"{path}:{name} 应是一节;请写成 [{name}],键写在它下面。"


def config_unknown_key(path: str, line: int, section: str, key: str, near: str) -> str:
    what = f"[{section}] 里的键 {key}" if section else f"节 [{key}]"
    instead = f"[{near}]" if not section else near
    return f"{path} 第{line}行:不认识{what};最接近的是 {instead}。"


def config_wrong_value(path: str, line: int, section: str, key: str, value: str, why: str) -> str:
    return f"{path} 第{line}行:[{section}] {key} = {value} 不对({why});请对照 config.example.toml。"


def config_unknown_zone(name: str) -> str:
    return f"[office] timezone = {name} 不是时区名;例如 Asia/Shanghai。"


def config_no_secret_file(named: str, why: str) -> str:
    return f"{named} 指的文件读不了({why});请检查路径和权限。"


NO_CHANNEL = "没有配置任何消息渠道;请在 config.toml 里写 [local]、[telegram] 或 [wechat]。"

# --- photos ------------------------------------------------------------------------------

PHOTO_EMPTY = "照片是空文件，请重发。"
PHOTO_NOT_AN_IMAGE = "发来的不是照片文件，请发JPG或PNG照片。"
PHOTO_HEIC = "HEIC照片暂时读不了，请改发JPG照片。"
PHOTO_DAMAGED = "照片不完整或已损坏，请重发。"
PHOTO_CHANGED = "照片在传输中变了样，请重发。"
PHOTO_GONE = "照片在平台上已经取不到，请重发。"
PHOTO_NOT_WRITTEN = "照片没有存好"
PHOTO_NEVER_CAME = "照片24小时里一直没有取到，请重发。"
PHOTO_BREAKS_READER = "照片打不开，请换一张重发。"


def photo_too_many_pixels(width: int, height: int, megapixels: int) -> str:
    return f"照片太大({width}×{height}像素，上限{megapixels}00万像素)，请缩小后重发。"


def photo_too_many_bytes(megabytes: int) -> str:
    return f"照片超过{megabytes}兆，请压缩后重发。"


# --- the local chat ----------------------------------------------------------------------

LOCAL_BOT_NAME = "村报"
LOCAL_PRIVATE = "与村报私聊"
LOCAL_PRIVATE_KIND = "私聊"

LOCAL_FORM_BROKEN = "消息的格式读不了，请刷新页面后重发。"
LOCAL_NOT_UTF8 = "文字不是 UTF-8 编码，请重新输入后再发。"
LOCAL_EMPTY = "消息是空的，请写点文字，或添加照片、位置。"
LOCAL_TOO_MANY_PHOTOS = "一次最多九张照片，请分几次发。"
LOCAL_ONE_FILE = "一次只能发一个文件，请分几次发。"
LOCAL_NO_CHAT = "没有说明发到哪个群，请先选群。"
LOCAL_UNKNOWN_CHAT = "没有这个群，请从列表里选。"
LOCAL_NO_SPEAKER = "没有说明是谁在说话，请先选发言人。"
LOCAL_UNKNOWN_SPEAKER = "没有这个发言人，请从列表里选。"
LOCAL_UNKNOWN_MESSAGE = "这个群里没有那条消息，请刷新页面再试。"
LOCAL_UNKNOWN_CHOICE = "那条消息没有这个选项，请刷新页面再试。"
LOCAL_NOT_YOURS = "只能编辑或撤回自己发的消息。"
LOCAL_WITHDRAWN_ALREADY = "这条消息已经撤回。"
LOCAL_EDIT_TEXT_ONLY = "编辑只能改文字，照片和位置请另发一条。"
LOCAL_BAD_PLACE = "经纬度不对：纬度在-90到90之间，经度在-180到180之间，都要填。"
LOCAL_UNKNOWN_DATUM = "坐标系只能是 WGS-84、GCJ-02 或 BD-09。"
LOCAL_NOT_KEPT = "消息没有存下来，请稍后重发。"
LOCAL_BROKEN = "出了差错，请刷新页面再试。"
LOCAL_NOT_FOUND = "没有这个地址。"
LOCAL_FOREIGN = "只接受本机页面的请求。"
LOCAL_NO_LINK = "这个页面只对有个人链接的人开放，请向管理员要一个个人链接。"
LOCAL_BAD_CLOCK = "时间要写成 2026-10-14T09:00 这样。"
LOCAL_CLOCK_BACK = "时钟只能往后拨。"
LOCAL_CHAT_GONE = "这个群不在了，消息没有发出。"
LOCAL_FILE_GONE = "照片文件不在了。"
LOCAL_SENT_GONE = "要改的那条消息不在了。"


def local_request_failed(where: str, kind: str, place: str) -> str:
    return f"本地聊天的请求 {where} 出错：{kind}（{place}）。"


def local_text_too_long(most: int) -> str:
    return f"文字太长，最多{most}字，请分几条发。"


def local_file_too_large(megabytes: int) -> str:
    return f"文件太大，每个最多{megabytes}MB，请缩小后再发。"


def local_file_empty(name: str) -> str:
    return f"{name} 是空文件，请换一个。"


def local_not_a_photo(name: str) -> str:
    return f"{name} 不是照片，请发 JPEG、PNG、WEBP、GIF 或 HEIC 图片。"


def local_too_many_pixels(name: str, megapixels: int) -> str:
    return f"{name} 的像素太多，最多{megapixels * 100}万像素，请缩小后再发。"


# --- the office's register ----------------------------------------------------------------


class Fault(NamedTuple):
    """What is wrong and what to write instead; names in braces are filled in."""

    wrong: str
    instead: str


def finding(
    sheet: str, row: int | None, column: str | None, wrong: str, instead: str, blocks: bool
) -> str:
    """单位 第5行 类别:……;改为……"""
    place = " ".join(part for part in (sheet, f"第{row}行" if row else "", column or "") if part)
    mend = f";改为{instead}" if instead else ""
    return f"{place}:{wrong}{mend}{'' if blocks else '(提醒)'}"


NOT_READ_YET = Fault("这张表本版还不读,其余各表照常读", "")
SHEET_UNKNOWN = Fault("不认识“{name}”这张表,没有读", "{near}")
SHEET_TWICE = Fault("同一张表有两个文件:{files}", "只留一个")
SHEET_NEEDED = Fault("没有这张表,还不能开始", "加上“{sheet}”这张表")
SHEET_WORKBOOK = Fault("{name} 是 Excel 文件,和 CSV 放在一起时不读", "只留一种")
SHEET_NAMED_TWICE = Fault("有两张同名的表", "只留一张")
SHEET_HIDDEN = Fault("这张表是隐藏的,照样读了", "取消隐藏;不要的就删去")
SHEET_TOO_LONG = Fault("超过{rows}行", "删去表外的内容再存")
ROWS_HIDDEN = Fault("第{rows}行是隐藏的,照样读了", "取消隐藏;不要的就删去")
CELL_BROKEN = Fault("公式算不出来,按空格子读", "直接填上内容")
SHEET_TOO_BIG = Fault("文件超过 {megabytes} MB", "删去表外的内容再存")
SHEET_UNREADABLE = Fault("文件打不开({why})", "先关闭正在用它的程序,再读一次")
SHEET_EMPTY = Fault("表里没有内容", "写上表头和内容,或删去这个文件")
ENCODING_UNKNOWN = Fault("文字编码不是 UTF-8,也不是 GB18030", "另存为“CSV UTF-8(逗号分隔)”")
QUOTE_OPEN = Fault('有一个引号(")没有成对', "补上或删去这个引号")
CSV_BROKEN = Fault("这一行读不出格子", "用 Excel 打开,另存为“CSV UTF-8(逗号分隔)”")

HEADING_MISSING = Fault("找不到表头", "写一行列名:{columns}")
COLUMN_MISSING = Fault("缺这一列", "加上列“{column}”")
COLUMN_UNKNOWN = Fault("不认识这一列,没有读", "{near}")
COLUMN_TWICE = Fault("这一列出现了两次", "只留一列")
CELLS_OVER = Fault("这一行比表头多出格子", "内容里的逗号改用顿号,或给这一格加英文引号")
CELL_EMPTY = Fault("必须填写,这里是空的", "“{column}”的内容(合并的格子请拆开,逐行填)")

NUMBER_WRONG = Fault("不是数", "只写数字,例如 {example}")
NUMBER_RANGE = Fault("这个数不合理", "{low} 到 {high} 之间的数")
NUMBER_SCIENTIFIC = Fault("成了科学记数法,号码已经丢了位数", "完整的号码(先把这一列设为文本)")
NUMBER_TOO_LONG = Fault("超过 15 位,Excel 会把后面的数字变成 0", "核对后的号码;编号用 15 位以内的")
DATE_WRONG = Fault("不是日期", "2026-10-09 这样的写法")
DATE_SERIAL = Fault("是 Excel 的日期序号,不是日期", "{date}(把这一列设为日期格式再存)")
DATES_TURNED = Fault("“{later}”早于“{earlier}”", "核对后的日期")
VALUE_UNKNOWN = Fault("不认识“{value}”", "{near}")
VALUE_NEAREST = Fault("不认识“{value}”", "{near}(可以填:{allowed})")
ALIAS_DATES = Fault("别名的日期看不懂:{value}", "老枫林(—2024-06)或老枫林(2020-01—2024-06)")
ALIAS_SHARED = Fault("“{alias}”也指第{row}行的“{name}”,群里说到时分不清", "别的叫法,或写上起止年月")

UNIT_UNKNOWN = Fault("没有“{value}”这个单位", "{near}")
UNIT_AMBIGUOUS = Fault("“{value}”有{count}个:{paths}", "“上级/名称”的写法")
UNIT_SLASH = Fault("名称里不能有斜线,斜线用来写“上级/名称”", "不带斜线的名称")
UNIT_ITSELF = Fault("上级转了一圈又回到自己:{circle}", "真正的上级,最上一级留空")
UNIT_PARENT_ADD = Fault("没有“{value}”这个单位", "{near},或在本表加一行“{value}”,或留空")
SAME_AS_ROW = Fault("与第{row}行相同", "只留一行")
CODE_AS_ROW = Fault("与第{row}行的编号相同", "各用各的编号")
PLACE_HALF = Fault("只填了经纬度中的一个", "两个都填,或都不填")
PLACE_TURNED = Fault("经度和纬度填反了", "纬度 {latitude},经度 {longitude}")

PERSON_EMPTY = Fault("账号和姓名都是空的", "至少填一个")
PERSON_OTHER_NAME = Fault("这个账号在第{row}行是“{name}”", "同一个账号写同一个姓名")
PERSON_NO_UNIT = Fault("没有填单位", "他所在的单位")
PERSON_SAME_NAME = Fault("与第{row}行同名,都没有账号,按两个人记", "如是同一人,两行填同一个账号")
PERSON_UNITS = Fault("只有“包保”可以填几个单位", "一个单位一行")
PERSON_OVERLAP = Fault("与第{row}行是同一人、同一单位、同一身份,起止重叠", "只留一行")

GROUP_EMPTY = Fault("群号和名称都是空的", "至少填一个")
GROUP_SAME = Fault("与第{row}行是同一个群", "只留一行")
GROUP_REACTION = Fault("“表情”只有 telegram 的群能用", "逐条")

CAMPAIGN_FOCUS = Fault("不在活动起止日期之内", "核对后的日期")
CAMPAIGN_DUE = Fault("早于活动结束({end}),像是照抄了旧日期", "核对后的日期")
CAMPAIGN_LONG = Fault("从开始到结束有{days}天", "核对后的年份")

TASK_SAME = Fault("与第{row}行的活动、适用、内容、期限都一样", "只留一行;本是两项,就各写一个编号")
TASK_NOBODY_NAMED = Fault("没有写由谁来做", "类别、单位,或“全部单位”")
TASK_APPLIES = Fault("没有“{value}”这个类别或单位", "{near}")
TASK_KIND_ABSENT = Fault("登记表里没有类别为“{kind}”的单位,没有谁要做", "别的类别,或先登记这些单位")
TASK_CONTENT = Fault("不认识“{value}”这项内容", "{near}")
TASK_CAMPAIGN = Fault("没有“{value}”这个活动,或不止一个", "{near}")
TASK_MINIMUM = Fault("看不出是多少", "一个数、“2-3”、100%,或留空(只展示,不催)")
TASK_PERCENT = Fault("百分数只能是 100%", "100%,或一个数")
TASK_DATE_FOR_RANGE = Fault("“{low}-{high}”被 Excel 改成了日期", "{low}-{high}(先把这一列设为文本)")
TASK_WHOLE = Fault("100% 是按户算的", "全部户")
TASK_MEASURE = Fault("“{word}”不是{content}的单位,不会计入", "{measures}里的一个")
TASK_MIXED = Fault("{contents}的单位不同,加不到一起", "计量填“次数”")
TASK_GROUPS_UNCLEAR = Fault(
    "原文说到村组:是每个村、每个村民组,还是村和组都要,说不准;现在按每单位算",
    "“计数”填每单位、每村民组或村和组",
)
TASK_EACH_UNCLEAR = Fault(
    "说到几个时段:是每个时段各{count},还是合起来{count},说不准;现在按每个活动各算",
    "“周期”填活动(各算)或全年(合起来算)",
)
TASK_DUE_BEFORE = Fault("早于活动开始({start}),像是照抄了旧日期", "核对后的日期")
TASK_DUE_EARLY = Fault("早于活动结束({end}),那时还总结不了,像是照抄了旧日期", "核对后的日期")
TASK_DUE_LATE = Fault("晚于活动的报送截止({due})", "核对后的日期")
DUE_ROLLS_ON = Fault("这天休息,顺延到{day}", "{day},或别的工作日")
DUE_ON_REST = Fault("这天休息,按设置不顺延", "工作日,例如{day}")
TASK_NO_UNIT = Fault("“{content}”没有单位要做", "现有的类别或单位")
TASK_LACKS_NUMBER = Fault("{names}没有填{column},算不出要做多少", "先在“单位”表里填上{column}")
TASK_NOBODY = Fault("要做的单位都没有人报送:{names}", "给这些单位各写一名联络员")
TASK_CONFLICT = Fault(
    "{names}的“{content}”{row}要求{low},这里要求{high}", "只留一行,或写上不同的期限"
)
UNITS_IDLE = Fault(
    "{count}个单位没有任何任务:{names}", "在“任务”表里给它们写上任务;本来没有就不用管"
)
YEAR_ASSUMED = Fault(
    "{year}年的放假安排还没有数据,先按周一到周五上班算,国庆头七天和春节前后不发提醒",
    "在“假日”表里写上当年的放假和调休",
)
SAYING_TWICE = Fault("“{value}”第{row}行写的是“{meaning}”,这里不同", "只留一行")
SAYING_MEASURES = Fault("写了几个单位词", "只留最常用的一个")
SAYING_SHORT = Fault("“{value}”只有一个字,别的话里也常有,容易读错", "两个字以上的说法")
SAYING_IS_ACTIVITY = Fault(
    "“{value}”本来读作“{activity}”,改照本表读", "别的说法;就是这个意思就不用管"
)
SAYING_IS_WORD = Fault("“{value}”是常用的话,照本表读容易读错", "更明白的说法")
SAYING_IS_UNIT = Fault("“{value}”也是单位“{unit}”的名称,说的是哪个分不清", "别的说法")
SAYING_MEASURE = Fault("“{activity}”不论“{value}”,照记,不加进合计", "{unit},或留空")
SAYING_MEASURE_UNKNOWN = Fault("“{value}”不是认得的单位词,读不出数来", "别的单位词,或留空")
SAYING_POLICY = Fault("“{value}”不是活动内容,也不是单位,先当作政策名称存着", "")
SAYING_FORMAL = Fault(
    "没有“{value}”这个活动内容或单位,先当作政策名称存着", "{near};就是政策名称不用管"
)
HOLIDAY_LONG = Fault("一行超过{days}天", "核对后的起止日期")

SETTING_UNKNOWN = Fault("没有“{value}”这项设置", "{near}")
SETTING_WRONG = Fault("“{name}”不能填“{value}”", "{form}")


def row_place(row: int | None) -> str:
    return f"第{row}行" if row else "另一项任务"


NEAR_NONE = "下面的一个:{allowed}"
"""Follows 改为 where nothing known is near."""
DELETE_OR = "删去,或用这些列名:{allowed}"


def register_path_missing(path: str) -> str:
    return f"没有 {path} 这个文件夹;请检查路径。"


def register_path_is_a_file(path: str) -> str:
    return f"{path} 不是登记表;请给一个 .xlsx 文件,或装着 单位.csv、活动.csv 的文件夹。"


def register_other_workbook(path: str) -> str:
    return f"{path} 的格式读不了;请在 Excel 或 WPS 里打开,另存为 .xlsx。"


def register_workbook(path: str, why: str) -> str:
    return f"{path} 读不了:{why}"


def register_too_big(path: str, megabytes: int) -> str:
    return f"{path} 超过 {megabytes} MB;请删去表外的内容再存。"


WORKBOOK_OLD = "是旧格式,或设了密码;请在 Excel 或 WPS 里去掉密码,另存为 .xlsx。"
WORKBOOK_OTHER = "不是 Excel 工作簿,或已损坏;请在 Excel 或 WPS 里打开,另存为 .xlsx。"
WORKBOOK_TOO_BIG = "展开后太大;请删去表外的内容再存。"
WORKBOOK_EMPTY = "各张表都还没有填;请照着示例填上再读。"


def workbook_broken(kind: str) -> str:
    return f"打开时出错({kind});请在 Excel 或 WPS 里打开,另存为 .xlsx。"


def register_path_unreadable(path: str, why: str) -> str:
    return f"{path} 打不开({why});请检查权限。"


def register_folder_empty(path: str) -> str:
    return f"{path} 里没有登记表;放一个 .xlsx,或每张表一个 CSV,例如 单位.csv、活动.csv。"


def register_counts(sheet: str, added: int, changed: int, retired: int) -> str:
    return f"{sheet}:新增{added},改动{changed},停用{retired}"


def register_errors(errors: int) -> str:
    return f"有{errors}处要改,什么都没有写入;改好后再读一次。"


REGISTER_STEPS = (
    "第一步：填表。先填“单位”和“活动”两张，够用就能开始；其余各张以后再填。",
    "    列名是橙色的必须填。带“示例”的灰色行不会读，照着填在它下面，也可以删去。",
    "    几样东西写在一格里用顿号分开。两个镇有同名的村，写“上级/名称”，如 柳溪镇/双塘村。",
    "第二步：检查。运行 cunbao register 本文件 --dry-run，错处会写明哪张表、第几行、怎么改。",
    "第三步：读入。运行 cunbao register 本文件。没有错才写入；读几遍都一样。",
    "",
    "以后改表：运行 cunbao register --export 文件.xlsx 取出现在的登记表，改好再读入。",
    "表里删掉的行就停用，再写回来还是它；整张空着的表不动原来的内容。",
    "“任务”里“至少”留空的只展示、不催；“要求”填鼓励的不算欠账。",
    "没有写“任务”，机器人只记录，不催报。",
)
EXAMPLE_NOTE = ":本行不读,照着填在下面"
CHOOSE_ONE = "请从下拉的几项里选一项。"


def register_written(path: str) -> str:
    return f"已写入 {path}。"


def register_not_written(path: str, why: str) -> str:
    return f"{path} 写不了({why});请先关闭正在用它的程序,或换一个位置。"


REGISTER_NOT_XLSX = "只能写成 .xlsx 文件,例如 登记表.xlsx。"
REGISTER_ONE_OF = "请给一个登记表(文件夹或 .xlsx),或用 --template、--export 写一个。"

REGISTER_HEARD = "登记表收到,在读"
REGISTER_STILL_READ = "登记表还在读,读完会告诉您,再回复“确认”。"
REGISTER_TOO_OLD = "这份登记表是一天以前发的,没有写入;请重新发一次。"


def register_shown(
    name: str, findings: Sequence[str], more: int, errors: int, counts: Sequence[str] | None
) -> str:
    """What reading found, what writing would change, and what to do next."""
    lines = [f"{name}读好了。" if counts is not None else f"{name}不能写入。", *findings]
    if more:
        lines.append(f"……还有{more}处没列出来。")
    if counts is None:
        return "\n".join([*lines, register_errors(errors)])
    if not counts:
        return "\n".join([*lines, REGISTER_UNCHANGED])
    return "\n".join([*lines, "写入后:", *counts, "没有问题就回复“确认”(一天内有效)。"])


def register_put(counts: Sequence[str]) -> str:
    return "\n".join([REGISTER_READ, *counts]) if counts else REGISTER_UNCHANGED


def register_not_fetched(name: str) -> str:
    return f"{name}没有取到,请重新发一次。"


def register_archive_too_big(name: str) -> str:
    return f"{name}里的文件太多或太大;请只放登记表的几张表。"


def register_archive_twice(name: str, sheet: str) -> str:
    return f"{name}里有两个{sheet};请只留一个。"


def register_archive_broken(name: str) -> str:
    return f"{name}打不开(损坏或有密码);请重新压缩再发,或直接发 .xlsx。"


REGISTER_READ = "登记表已读入。"
REGISTER_UNCHANGED = "登记表没有变化。"
REGISTER_ONLY_LOOKED = "只检查,没有写入。"

REGISTER_NOT_READ = Fault("还没有读入登记表", "先运行 cunbao register 文件夹")
UNITS_UNREPORTED = Fault("{count}个单位没有人报送:{names}", "给这些单位各写一名联络员")
NO_SUPERVISOR = Fault("没有主管,待核的记录没有人看", "写一行身份为“主管”的人")
NO_WORK_GROUP = Fault("没有用途为“报送”的群", "写一行报送群")
GROUP_NO_UNIT = Fault("“{name}”没有写单位,同名的村分不清", "这个群所在的单位")
GROUP_NO_NUMBER = Fault("“{name}”还没有群号,收不到消息", "这个群的群号")
GROUP_NO_CHANNEL = Fault("“{name}”所在的渠道没有打开", "在 config.toml 里写 [{channel}]")
CAMPAIGN_NONE_AHEAD = Fault("没有正在进行或将要开始的活动", "写上新的活动")
DIGEST_OUT_OF_HOURS = Fault(
    "日报时间不在上班时间内(下班那一刻也不算),改在{time}发", "上班时间内的时间,例如{time}"
)
TRIAL_RUN_HOLDS = Fault("正在试运行,群里不发回执", "“试运行”填否,即可正式开始")

CHANNEL_NONE = Fault("没有打开任何渠道", "在 config.toml 里写 [local]、[telegram] 或 [wechat]")
KEY_NEEDED = Fault("webhook 方式要填 {key},这里是空的", '填上,或用 mode = "polling"')
NOT_LOOPBACK = Fault("本地聊天只能在本机打开", "127.0.0.1")
FOLDER_NOT_WRITABLE = Fault("{folder} 不能写入", "可以写入的文件夹,或给运行的用户写权限")
SQLITE_WAL_RESET = Fault(
    "SQLite {version} 有缺陷:极少数时候会丢最后写入的数据",
    "3.51.3 以上,或 3.50.7、3.44.6",
)
FILES_IN_S3 = Fault("照片还不能存到对象存储", "一个文件夹,例如 cunbao-data/files")
DATABASE_NEWER = Fault("数据库是更新版本的村报写的", "升级村报后再用")
DATABASE_NO_DRIVER = Fault("没有装 PostgreSQL 的驱动", '先运行 pip install "cunbao[postgresql]"')
DATABASE_SILENT = Fault("数据库打不开({kind})", "核对 [storage] database 的地址和权限")
DATABASE_SAMPLE = Fault("里面是 cunbao try 的样例乡镇", "另一个数据库,再正式使用")
TELEGRAM_NO_LIBRARY = Fault("没有装 Telegram 的组件", '先运行 pip install "cunbao[telegram]"')
TELEGRAM_TOKEN_WRONG = Fault(
    "Telegram 不认这个令牌", "@BotFather 给的令牌(发 /mybots,选机器人,API Token)"
)
TELEGRAM_SILENT = Fault("连不上 {api}", "能连通的地址;检查网络和 [telegram] api")
TELEGRAM_GROUP_NUMBER = Fault("“{name}”的群号不是数", "Telegram 的群号,例如 -1001234567890")
TELEGRAM_GROUP_MOVED = Fault("“{name}”已升级,群号变了", "{new}")
TELEGRAM_NOT_IN_GROUP = Fault("机器人不在“{name}”里", "正确的群号;并请群主把机器人拉进群")
TELEGRAM_GROUP_SILENT = Fault("问不到“{name}”的情况", "稍后再检查一次")
TELEGRAM_MUTED = Fault("机器人在“{name}”被禁言", "请群主允许机器人发消息")
TELEGRAM_PRIVACY = Fault(
    "隐私模式开着,“{name}”里的普通消息 @{bot} 听不到",
    "在 @BotFather 发 /setprivacy,选 @{bot},选 Disable,再把机器人移出群重新拉入;或设为群管理员",
)
TELEGRAM_PRIVACY_AHEAD = Fault(
    "隐私模式开着,进群后听不到普通消息",
    "在 @BotFather 发 /setprivacy,选 @{bot},选 Disable",
)
TELEGRAM_WEBHOOK_ELSEWHERE = Fault(
    "消息现在推送到别处", "运行时会自动改为轮询;若那边还要用,请另建机器人"
)
TELEGRAM_WEBHOOK_FAILS = Fault("Telegram 推送失败:{said}", "能从外网打开的 https 地址")
CHECK_FOUND_NOTHING = "没有发现问题。"


# --- sending, for the list of what did not arrive ------------------------------------------

SEND_CUT_OFF = "程序中断时正在发送,不知是否送达;请在群里看一眼,需要时人工补发。"
SEND_UNKNOWN = "发送途中断线,不知是否送达;请在群里看一眼,需要时人工补发。"
SEND_REFUSED = "渠道拒收;请检查机器人是否还在群里、能否发言。"
SEND_AGAIN = "没有发出,稍后自动再发。"
SEND_TOO_LATE = "已过时限,不再发送。"
NOTHING_TO_EDIT = "原来那条没有发出,不再更改。"
CANNOT_EDIT = "渠道不能改已发的消息。"
TRIAL_RUN = "试运行"

# --- chats that close, open or move, and the Telegram channel --------------------------------

BOT_ADDED = "机器人可以在这里发言"
BOT_REMOVED = "机器人已被移出这个群"
BOT_MUTED = "机器人在这个群被禁言"
BOT_BLOCKED = "对方停用了机器人"
CHAT_GONE = "这个群不在了，或机器人不在群里"
TOPIC_CLOSED = "这个话题已关闭"
CLOSED_MENDS = {
    BOT_REMOVED: "请重新拉进群，之后自动继续",
    BOT_MUTED: "请恢复发言，之后一小时内自动继续",
    BOT_BLOCKED: "等对方再给机器人发一条私信，之后自动继续",
    CHAT_GONE: "请核对群号，或把机器人拉进群，之后自动继续",
    TOPIC_CLOSED: "请重新打开话题；群里其他话题照常",
}
"""What is to be done about a chat that is closed, by why it is."""


def chat_closed(name: str, why: str) -> str:
    return f"“{name}”：{why}，不再往那里发消息；{CLOSED_MENDS[why]}。"


def group_moved(old: str, new: str) -> str:
    return f"群升级，群号由{old}变为{new}"


def gap(start: datetime, end: datetime) -> str:
    return (
        f"机器人停了一段时间,{_moment(start)}至{_moment(end)}群里的消息没收到。"
        "这段时间报过的,请写明是哪天的,再发一遍。"
    )


def _moment(local: datetime) -> str:
    return f"{local.month}/{local.day} {local:%H:%M}"


REGISTER_LIKE_THIS = "这个群还没登记,请主管回复“登记 单位 用途”,用途是报送、主管或群众。"


def may_not_register(unit: str) -> str:
    return f"{unit}不归您管,请那边的主管来登记。"


def group_registered(unit: str, purpose: str) -> str:
    return f"已登记:{unit}的{purpose}群。"


VOICE_UNHEARD = "语音听不了，请打字报送，例如：枫林村今天发资料260份。"
VIDEO_UNSEEN = "视频已留存，不计入数字；请再写一句做了什么、多少，照片可以直接发。"
RECEIVED = "👍"
CHOICE_UNKNOWN = "这个按钮已经没用了。"
CHOICE_OF_OTHERS = "这个按钮是给报送的人用的。"
CHOICE_TAKEN = "好的。"
CHOICE_LATE = "已经处理过了。"


def forwarded(origin: str) -> str:
    return f"转发自{origin or '别处'}"


WORD_HELP = "帮助"
WORD_WITHDRAW = "作废"
WORD_ANOTHER = "另一场"
TELEGRAM_MENU = {
    WORD_WITHDRAW: "作废：撤销我刚才报的一条",
    WORD_ANOTHER: "另一场：刚才那条不是重复的",
    WORD_HELP: "帮助：怎么报",
}
HELP = (
    "在群里发一句话就行，例如：枫林村今天发资料260份，挂横幅2条。照片、位置前后发都可以。\n"
    "报错了：更正：枫林村横幅是3条。发错了：引用那条，回“作废”。"
)
FILE_TO_SEND_GONE = "要发的文件不在了。"
TELEGRAM_REFUSES_BOT = (
    "Telegram 不认这个令牌：写错了，或已被吊销；已停止接收，没有丢消息。"
    "请在 @BotFather 里核对或重新生成令牌，写进配置后重新启动；[telegram] api 的地址也请核对。"
)
TELEGRAM_OTHER_POLLER = (
    "另一个程序正在用同一个令牌接收 Telegram 消息(getUpdates)；请停掉它，一个令牌只能有一处接收。"
    "本程序等着，消息不会丢。"
)
TELEGRAM_NO_LINE = "连不上 Telegram；会一直再试，恢复后自动继续。"
TELEGRAM_FULL = "Telegram 的消息没有存下来，先不确认；会一直再试，恢复后自动继续。"


def telegram_other_webhook(address: str) -> str:
    return (
        f"这个令牌的 Telegram 消息正推送到 {address}，这里收不到；"
        "请停掉那边的程序，再重新启动本程序。本程序等着，消息不会丢。"
    )


# --- people -------------------------------------------------------------------------------

NAMELESS = "未署名"


# --- why a message or a report stands as it does (log, 待核) -------------------------------

UNKNOWN_GROUP = "群不在登记表里"
RESIDENTS_CHATTER = "群众群里的闲聊不留存"
STRANGER_IN_PRIVATE = "私聊的人不在登记表里"
SUPERVISORS_TALK = "主管群里的数字不作报送"
PARTS_WAIT = "照片或位置在等文字"
PARTS_ALONE = "只有照片或位置,没有文字"
PARTS_WENT_ON = "照片已并入后来的报送"
NO_UNIT = "没说是哪个单位"
WHICH_OF_OWN_UNITS = "包几个单位,没说是哪一个"
ANOTHER_UNIT = "说的是别的单位,本人没有联系"
DAY_TO_COME = "日期还没到"
NUMBER_MISSING = "缺数字"
TOTAL_TOO_LOW = "累计数小于此前各次之和"
NOTHING_TO_CORRECT = "更正找不到原来的记录"
NOTHING_TO_WITHDRAW = "作废找不到原来的记录"
NOTHING_REPEATED = "没有可以另算的重复记录"
MAY_NOT_CHANGE = "不是本人或本单位的记录,无权更改"
CORRECTED = "更正"
WITHDRAWN = "作废"
COMPLETED = "补数"
EDITED = "消息已编辑"
EDITED_AWAY = "编辑后看不出数字"
EDITED_SINCE = "后来编辑过,以编辑后的为准"
COUNTED_AGAIN = "另一场"
NOTHING_ABOVE = "说“同上”，但上面没有可照抄的报送"
LIST_LINE_CHANGED = "接龙改动"
LIST_HEARD_BEFORE = "接龙里没有新内容"


def unknown_unit(name: str) -> str:
    return f"登记表里没有{name}"


def unit_ambiguous(name: str) -> str:
    return f"{name}不止一个,分不清" if name else "单位重名,分不清"


def repeats(before: datetime) -> str:
    return f"与{before.month}/{before.day} {before:%H:%M}的相同"


# --- receipts ----------------------------------------------------------------------------

SHORT_ACTIVITIES = {
    "发放宣传资料": "资料",
    "宣传品": "宣传品",
    "悬挂横幅标语": "横幅",
    "张贴海报": "海报",
    "展板宣传栏": "展板",
    "广告牌标识牌": "广告牌",
    "电子屏播放": "电子屏",
    "广播播放": "广播",
    "宣传车巡回": "宣传车",
    "集中宣传活动": "集中宣传",
    "现场咨询": "咨询",
    "入户走访": "入户",
    "电话回访": "电话回访",
    "会议培训": "会议",
    "文艺电影": "文艺电影",
    "信息稿件": "信息",
    "短信推送": "短信",
    "公众号关注": "关注公众号",
    "问卷调查": "问卷",
    "意见建议": "意见",
    "工程监督": "工程监督",
    "代办手续": "代办",
    "征文作品": "作品",
    "参与人数": "参与",
}
BEFORE_NUMBER = {"近", "约", "上", "数"}
AFTER_NUMBER = {"余", "多", "来"}


def short_activity(activity: str) -> str:
    return SHORT_ACTIVITIES[activity]


def figure(item: ReportItem) -> str:
    """30余人次, 约80本, 近20万份: the number never without the sender's own qualifier."""
    if not item.approximate:
        return f"{item.count}{item.unit}"
    if item.qualifier in AFTER_NUMBER:
        return f"{item.count}余{item.unit}"
    before = item.qualifier if item.qualifier in BEFORE_NUMBER - {"数"} else "约"
    return f"{before}{item.count}{item.unit}"


def item_line(item: ReportItem) -> str:
    total = "累计" if item.cumulative else ""
    return f"{short_activity(item.activity)}{total}{figure(item)}"


def receipt_of_unit(
    unit: str, day: date, items: Sequence[ReportItem], photos: int, failed: int
) -> str:
    """枫林村10/14:资料260份、横幅2条、照片4张"""
    told = [item_line(item) for item in items]
    if photos or failed:
        broken = f"(另{failed}张打不开)" if failed else ""
        told.append(f"照片{photos}张{broken}")
    return f"{unit}{day.month}/{day.day}:{'、'.join(told)}"


ASKS_FOR_NUMBER = "的数方便时补一下。"


def receipt(lines: Sequence[str], missing: str) -> str:
    """枫林村10/14:资料260份,已记。 At most one thing is asked, at the end."""
    asked = f"{short_activity(missing)}{ASKS_FOR_NUMBER}" if missing else ""
    return f"{';'.join(lines)},已记。{asked}"


def receipt_repeated(lines: Sequence[str], why: str) -> str:
    return f"{';'.join(lines)},{why},未重复计入;如是另一场请回“另一场”。"


def receipts_together(
    since: datetime, until: datetime, units: Mapping[str, int], repeated: int, listed: bool
) -> str:
    """19:00—19:05已记:枫林村2条、石桥村1条,共3条,另有重复1条未计入,明细私发。"""
    said = []
    if units:
        named = "、".join(f"{unit}{count}条" for unit, count in units.items())
        if len(units) == 1:
            named = next(iter(units))
        said.append(f"已记:{named},共{sum(units.values())}条")
    if repeated:
        said.append(f"{'另有' if units else ''}重复{repeated}条未计入")
    if listed:
        said.append("明细私发")
    return f"{since:%H:%M}—{until:%H:%M}{','.join(said)}。"


def receipts_listed(since: datetime, until: datetime, lines: Sequence[str]) -> str:
    """19:00—19:05群里记的明细: and a line for each report, as its own receipt would say it."""
    return "\n".join([f"{since:%H:%M}—{until:%H:%M}群里报的,逐条:", *lines])


def corrected(unit: str, day: date, changes: Sequence[tuple[ReportItem, ReportItem]]) -> str:
    """石桥村10/13横幅由3条改为2条。"""
    told = [
        f"{short_activity(after.activity)}由{figure(before)}改为{figure(after)}"
        for before, after in changes
    ]
    return f"{unit}{day.month}/{day.day}{'、'.join(told)}。"


def line_changed(
    unit: str, day: date, before: Sequence[ReportItem], after: Sequence[ReportItem]
) -> str:
    """枫林村10/14资料由260份改为280份、新增横幅2条。"""
    was = {item.activity: figure(item) for item in before}
    now = {item.activity: figure(item) for item in after}
    told = [
        f"{short_activity(name)}由{was[name]}改为{said}"
        if name in was
        else f"新增{short_activity(name)}{said}"
        for name, said in now.items()
        if was.get(name) != said
    ]
    told += [f"去掉{short_activity(name)}{said}" for name, said in was.items() if name not in now]
    return f"{unit}{day.month}/{day.day}{'、'.join(told)}。"


def withdrawn(units: Sequence[str], day: date) -> str:
    return f"{'、'.join(units)}{day.month}/{day.day}的记录已作废。"


# --- the commands ------------------------------------------------------------------------

NOT_ACTIVE_ANY_MORE = "另一个进程已接手,本进程停止。"
STOPPED = "已停止,收到的都已存好。"
STATUS_NORMAL = "正常"
DATABASE_IS_NOT_THE_SAMPLE = (
    "这个数据库里是正式数据,try 不会动它;请换一个文件夹,或去掉配置里的 [storage]。"
)
PORT_IN_USE = "端口已被占用;请换一个(--port 或 [local] port),或先停掉占用它的程序。"
SAMPLE_IS_RUNNING = "样例正在另一个窗口运行;请先停掉它,再用 --fresh。"
DATABASE_TOO_NEW = "数据库是更新版本的村报写的;请升级村报后再用。"


def waits_for_active(holder: str) -> str:
    return f"已有一个村报在运行({holder});本进程等它停下后接手。"


def page_is_at(address: str) -> str:
    return f"本地聊天:{address}  (按 Ctrl+C 停止)"


def sample_clock_is(moment: str) -> str:
    return f"样例时钟:{moment}"


def database_unreachable(kind: str) -> str:
    return f"数据库连不上({kind});请检查 [storage] database 和数据库是否在运行。"


def missing_extra(extra: str) -> str:
    return f"缺少组件;请运行 .venv/bin/pip install 'cunbao[{extra}]'。"


def bad_moment(text: str) -> str:
    return f"时间 {text} 看不懂;请写成 2026-10-09T07:55。"


def stopped_by_fault(where: str) -> str:
    return f"出了意外,已停止({where});收到的都已存好,重新启动即可继续。"


def status_needs(needs: Sequence[str]) -> str:
    return f"需要处理:{'、'.join(needs)}"


def status_line(what: str, counts: Mapping[str, object]) -> str:
    told = "、".join(f"{name} {count}" for name, count in counts.items())
    return f"{what}:{told or '无'}"


def need_failed_messages(count: int) -> str:
    return f"{count}条消息没能处理"


def need_unknown_sends(count: int) -> str:
    return f"{count}条发送结果不明"


def need_failed_sends(count: int) -> str:
    return f"{count}条没有发出"


def need_failed_photos(count: int) -> str:
    return f"{count}张照片没有存下"


def no_such_option(option: str, near: str, where: str) -> str:
    instead = f"最接近的是 {near}；" if near else ""
    return f"没有 {option} 这个选项；{instead}用法见 {where} --help"


def option_missing(name: str, where: str) -> str:
    return f"缺少 {name}；用法见 {where} --help"


def option_wrong(name: str, where: str) -> str:
    return f"{name} 的写法不对；用法见 {where} --help"


def wrong_use(where: str) -> str:
    return f"没有这个命令或写法；用法见 {where} --help"


STATUS_STATES = {
    "waiting": "等待",
    "sending": "正在发",
    "unknown": "结果不明",
    "failed": "失败",
    "pending": "待取",
    "open": "未答",
    "overdue": "超期",
    "missed": "近七天没发出",
    "without_pictures": "没配上图",
}


CHANNEL_STATES = {
    "on": "开",
    "off": "关",
    "away": "联系不上",
    "conflict": "另一个程序正在接收",
    "refused": "令牌不被承认，已停止接收",
    "full": "收到的存不下，先不确认",
}


def status_channel(
    name: str,
    state: str,
    last: str | None,
    mode: str = "",
    answered: str | None = None,
    backlog: int | None = None,
    gap: Mapping[str, str] | None = None,
) -> str:
    told = [f"{CHANNEL_STATES[state]}({mode})" if mode else CHANNEL_STATES[state]]
    told.append(f"最近收到 {last}" if last else "还没有收到消息")
    told += [f"最后联系 {answered}"] if answered and state != "on" else []
    told += [f"平台上还有{backlog}条"] if backlog else []
    told += [f"{gap['from']}至{gap['until']}的没收到"] if gap else []
    return f"渠道 {name}：{'，'.join(told)}"


def need_channel(
    name: str, state: str, gap: Mapping[str, str] | None = None, **_: object
) -> list[str]:
    """What somebody has to do about a channel; what it missed stays said for some days."""
    needs = [] if state in ("on", "off") else [f"{name} {CHANNEL_STATES[state]}"]
    return needs + ([f"{name} 有一段没收到，请各单位补发"] if gap else [])


def status_bytes(count: int) -> str:
    return f"占用：{count / 1_000_000:.1f}MB"


def status_burden(
    channel: str,
    chat: str,
    kind: str,
    messages: int,
    asked: int,
    outside_hours: int,
    names: int,
) -> str:
    """减负清单: what stands at 0 is left out."""
    told = [f"{OUTGOING_KINDS.get(kind, kind)}{messages}条"]
    told += [f"其中问{asked}次"] if asked else []
    told += [f"上班时间以外{outside_hours}条"] if outside_hours else []
    told += [f"点到{names}个单位"] if names else []
    return f"发到 {channel}/{chat}：{'，'.join(told)}"


OUTGOING_KINDS = {
    "receipt": "回执",
    "question": "提问",
    "answer": "回答",
    "reminder": "提醒",
    "digest": "日报",
    "alarm": "告警",
    "document": "文件",
    "notice": "通知",
}
STATUS_NAMES = {
    "inbox": "收件",
    "outbox": "发件",
    "photos": "照片",
    "questions": "问题",
    "reminders": "提醒和日报",
    "digests": "日报(近七天)",
}

# --- month-end tables ----------------------------------------------------------------------

STATISTICS_SHEET = "统计表"
LEDGER_SHEET = "活动台账"
NUMBER_HEADING = "序号"
UNIT_HEADING = "单位"
REMARK_HEADING = "备注"
SUM_ROW = "合计"
NOT_REPORTED = "未报"
NO_PHOTO = "无图"
LEDGER_HEADINGS = (
    "序号",
    "日期",
    "单位",
    "地点",
    "活动形式",
    "主要内容",
    "参与人数",
    "资料份数",
    "责任人",
    "照片编号",
    "备注",
)
COLUMN_NAMES = {
    "发放宣传资料": "宣传资料",
    "悬挂横幅标语": "横幅标语",
    "张贴海报": "海报",
    "电子屏播放": "电子屏",
    "广播播放": "广播",
    "宣传车巡回": "宣传车",
    "集中宣传活动": "集中宣传",
    "现场咨询": "咨询",
    "入户走访": "入户",
    "信息稿件": "信息",
    "短信推送": "短信微信",
    "公众号关注": "关注公众号",
    "问卷调查": "问卷",
    "代办手续": "代办",
    "参与人数": "参与",
}
TABLE_MARKS_NOTE = "注：带“余”“近”“约”的数，由报送的约数合计而成。"
TABLE_OTHER_UNITS_NOTE = "注：计量不同的数另列一栏，不并入。"
LEDGER_LATE = "迟报"
LEDGER_SUPPLEMENT = "补报"
LEDGER_AMENDED = "更正过"
LEDGER_JOINT = "联合活动，合计只算一场"
LEDGER_INCOMPLETE = "待补"
LEDGER_RUNNING = "累计数"
LEDGER_SET_ASIDE = "已含在之后的累计数内"


def statistics_title(unit: str, campaign: str) -> str:
    return f"{unit}{campaign}活动统计表"


def ledger_title(unit: str, campaign: str) -> str:
    return f"{unit}{campaign}活动台账"


def column_heading(activity: str, unit: str) -> str:
    return f"{COLUMN_NAMES.get(activity, activity)}({unit})"


def table_unit(unit: str) -> str:
    return f"填报单位：{unit}"


def table_made_on(year: int, month: int, day: int) -> str:
    return f"填报时间：{year}年{month}月{day}日"


def table_until(year: int, month: int, day: int) -> str:
    return f"统计截至{year}年{month}月{day}日"


TABLE_FOOT = "填报人：　　　　　　　　审核人：　　　　　　　　联系电话："


def ledger_content(items: list[str]) -> str:
    return "、".join(items)


def ledger_photos(first: int, last: int) -> str:
    return f"{first:03d}" if first == last else f"{first:03d}—{last:03d}"


def ledger_photos_missing(count: int) -> str:
    return f"照片{count}张未取到"


BURDEN_SHEET = "减负清单"
BURDEN_HEADINGS = (
    "序号",
    "群",
    "用途",
    "共发(条)",
    "其中问人(次)",
    "上班时间以外(条)",
    "点名(单位次)",
)
PRIVATE_CHATS = "私聊"


def burden_title(unit: str, campaign: str) -> str:
    return f"{unit}{campaign}减负清单"


def burden_notes(since: date, until: date) -> list[str]:
    """What the figures of 减负清单 mean, a line each."""
    stretch = (
        f"{since.year}年{since.month}月{since.day}日至{until.year}年{until.month}月{until.day}日"
    )
    return [
        f"统计{stretch}机器人发出的消息，回执和回答也算。",
        "上班时间以外：不是回答别人的才算，应为0。",
        "点名：在几个单位合用的群里写出单位名的次数。",
    ]


def page_foot() -> str:
    return "&C第 &P 页　共 &N 页"


# --- names, summary and export commands ----------------------------------------------------

CAMPAIGN_WORD = "活动"
EXPORT_QUESTIONS_NOT_YET = "本版还没有问答，没有可导出的问题。"


def name_unknown(what: str, wanted: str, known: Sequence[str], more: int) -> str:
    if not known:
        return f"没有叫“{wanted}”的{what}：还没有任何{what}；请先运行 cunbao register。"
    return f"没有叫“{wanted}”的{what}；现有：{'、'.join(known)}{_and_more(more)}。"


def name_ambiguous(wanted: str, found: Sequence[str], more: int) -> str:
    return f"“{wanted}”可以指：{'、'.join(found)}{_and_more(more)}；请写全名。"


def _and_more(more: int) -> str:
    return f" 等，另有{more}个" if more else ""


def bad_day(text: str) -> str:
    return f"日期 {text} 看不懂；请写成 2026-10-31。"


def day_before_campaign(day: str, start: str) -> str:
    return f"日期 {day} 在活动开始（{start}）之前；请换一天。"


def out_folder_unusable(folder: str, why: str) -> str:
    return f"文件夹 {folder} 写不进去({why})；请检查路径、权限和磁盘空间。"


def summary_failed(kind: str) -> str:
    return f"统计表没有做成({kind})；原有文件没有变动，请再试一次。"


def exported_rows(count: int) -> str:
    return f"已导出 {count} 条"


def export_cannot_write(why: str) -> str:
    return f"导出写到一半停了({why})；请换个位置再导一次。"


# --- reading report texts -----------------------------------------------------------------


def read_line_is_no_json(line: int) -> str:
    return f"第{line}行不是JSON；请一行写一个JSON对象，带id和text。"


def read_line_lacks(line: int, key: str) -> str:
    return f"第{line}行缺少{key}；请写成一个带id和text的JSON对象，text是文字。"


def read_line_has_no_day(line: int) -> str:
    return f"第{line}行的today不是日期；请写成2026-10-15这样，或不写。"


DAY_READS_TWO_WAYS = "日期有两种读法，请核对是哪一天。"
SCHEDULE_WITHOUT_TOTAL = "只说了每天放几遍，没有总数，请核对共几次。"
TOTAL_DIFFERS = "合计与分项对不上，请核对。"

# --- reminders and progress ------------------------------------------------------------------

WEEKDAYS = "一二三四五六日"
PER_WORDS = {
    "每单位": "",
    "每村民组": "每个村民组",
    "村和组": "村部和每个村民组各",
    "每班级": "每班",
    "每项目": "每个项目点",
    "全部户": "每户",
}
NAMES_SHOWN = 12
NAMES_FOR_SUPERVISORS = 40
NOTHING_OWED_ANY_MORE = "已报齐,不用提醒"
REMINDER_TOO_LATE = "晚了三个小时以上,不再发,请看日报"
OVER_BUDGET = "本群提醒次数已满(设置:每群每周提醒、每群每日主动消息)"
NO_ADDRESS = "没有可以发的地方(没有私聊过,或群号还没有)"
READS_FIRST = "群里刚有新消息,先看了再说"
REMINDER_PAUSED = "已缓提醒"
NOT_WANTED_ANY_MORE = "日期或任务改了,不再需要"


def day_words(day: date) -> str:
    """11/3(周二)"""
    return f"{day.month}/{day.day}(周{WEEKDAYS[day.weekday()]})"


@lru_cache(maxsize=4096)
def task_amount(
    contents: Sequence[str], count: int | None, unit: str, measure: str, per: str = "每单位"
) -> str:
    """横幅2条, 横幅/宣传车任一2次, 每班展板1块; without a number the name alone."""
    names = "/".join(SHORT_ACTIVITIES.get(one, one) for one in contents)
    named = f"{names}任一" if len(contents) > 1 else names
    if measure == "采用":
        named += "采用"
    if count is None or measure == "有":
        return f"{PER_WORDS[per]}{names}"
    return f"{PER_WORDS[per]}{named}{count}{unit}"


def task_whole(contents: Sequence[str]) -> str:
    """入户一户不落"""
    return "/".join(SHORT_ACTIVITIES.get(one, one) for one in contents) + "一户不落"


def in_period(words: str, period: str) -> str:
    """每月信息1篇"""
    return f"{period}{words}" if period not in ("活动", "全年") else words


def before_day(words: str, day: date) -> str:
    """横幅2条(10/16前)"""
    return f"{words}({day.month}/{day.day}前)"


def until_words(deadline: date, today: date) -> str:
    return "今天截止" if deadline == today else f"{day_words(deadline)}截止"


def task_card(
    campaign: str, start: date, end: date, due: date, wanted: Sequence[tuple[str, str]]
) -> str:
    """One line for each kind of unit; `wanted` is (who, what)."""
    window = f"{start.month}/{start.day}—{end.month}/{end.day}"
    lines = [f"{who}:{what}" if who else what for who, what in wanted]
    return "\n".join(
        [
            f"{campaign}({window}),{day_words(due)}前报齐:",
            *lines,
            "照平时在群里说一声就行,分几次报也可以。",
        ]
    )


def midway_of_unit(campaign: str, unit: str, short: Sequence[str], deadline: date) -> str:
    what = "、".join(short)
    return f"{campaign}已过半,{unit}还没有报过,要做的有{what},{day_words(deadline)}截止。"


def midway_of_group(campaign: str, open_units: int, deadline: date) -> str:
    return f"{campaign}已过半,本群还有{open_units}个单位没有报过,{day_words(deadline)}截止。"


def short_of_unit(unit: str, short: Sequence[str], deadline: date, today: date) -> str:
    """枫林村还差横幅1条、集中宣传1场,11/3(周二)截止。"""
    return f"{unit}还差{'、'.join(short)},{until_words(deadline, today)}。"


def short_of_group(
    campaign: str,
    units: int,
    open_units: int,
    short: Sequence[str],
    deadline: date,
    today: date,
    names: Sequence[str],
) -> str:
    """How many are open and of what; `names` only where the office has switched 点名 on."""
    told = f"{campaign}{until_words(deadline, today)},本群{units}个单位中还有{open_units}个没报齐"
    named = f"({listed(names)})" if names else ""
    return f"{told}{named},差的是{listed(short, '样')}。"


def listed(names: Sequence[str], counted: str = "个", most: int = NAMES_SHOWN) -> str:
    """So many names at most, then how many there are."""
    shown = "、".join(names[:most])
    return shown if len(names) <= most else f"{shown}等{len(names)}{counted}"


def _all_of(names: Sequence[str]) -> str:
    return listed(names, most=NAMES_FOR_SUPERVISORS)


def after_deadline(
    campaign: str,
    deadline: date,
    nothing: Sequence[str],
    short: Sequence[tuple[str, Sequence[str]]],
    nobody: Sequence[str],
) -> str:
    """To the supervisor: who has told nothing, who is short of what, who cannot tell."""
    lines = [f"{campaign}{day_words(deadline)}已截止。"]
    if nothing:
        lines.append(f"未报:{_all_of(nothing)}。")
    if short:
        told = [f"{unit}({'、'.join(what)})" for unit, what in short]
        lines.append(f"还差:{_all_of(told)}。")
    if nobody:
        lines.append(f"没有报送人:{_all_of(nobody)}。")
    return "\n".join(lines)


def reminder_late(text: str, due: datetime) -> str:
    """Says itself that it comes late."""
    return f"{text}(本应{due:%H:%M}发,迟了。)"


MAY_NOT_ASK = "只给主管看"
MAY_NOT_DECIDE = "只有主管能定"
ASK_ELSEWHERE = "名单请到主管群或私聊里问。"
NO_CAMPAIGN_NOW = "现在没有在办的活动。"
ALREADY_RUNNING = "已经在正式运行了。"
TRIAL_RUN_ENDED = "试运行结束,从现在起群里会有回执和提醒。"
ALL_HAVE_REPORTED = "都报过了。"


def held_back(count: int, lines: Sequence[str], more: int) -> str:
    """What 试运行 held back since the last list, and how to end it."""
    told = [f"试运行:这{count}条没有发出去。", *lines]
    if more:
        told.append(f"……还有{more}条没列出来。")
    return "\n".join([*told, "没有问题的话,回复“开始”就正式运行。"])


def held_back_in(chat: str) -> str:
    return f"【{chat}】"


def private_with(person: str) -> str:
    return f"私聊{person}"


def held_back_line(at: datetime, kind: str, text: str) -> str:
    """10/14 11:20 回执:枫林村10/14:资料260份,已记。"""
    return f"{at.month}/{at.day} {at:%H:%M} {OUTGOING_KINDS.get(kind, kind)}:{text}"


NOTHING_TO_TAKE_BACK = "没有找到要取消的。"
EXTEND_LIKE_THIS = "日期没看懂,请写成“延期 枫林村 11月2日 暴雨”。"


def whole_progress(
    campaign: str,
    day: int,
    days: int,
    units: int,
    complete: int,
    under_way: int,
    nothing: int,
    names: Sequence[str],
) -> str:
    """2026年10月宣传月第7天/共23天:12个单位,5个已齐,6个进行中,1个未报(垱上村)。"""
    when = f"第{day}天/共{days}天" if 1 <= day <= days else ""
    named = f"({listed(names)})" if names else ""
    told = f"{complete}个已齐,{under_way}个进行中,{nothing}个未报{named}"
    return f"{campaign}{when}:{units}个单位,{told}。"


def short_tasks(short: Sequence[tuple[str, int]]) -> str:
    """还差:集中宣传4个单位、广告牌2个单位。"""
    return f"还差:{'、'.join(f'{what}{units}个单位' for what, units in short)}。"


def workdays_left(due: date, left: int) -> str:
    return f"距{day_words(due)}截止还有{left}个工作日。"


def own_progress(unit: str, campaign: str, complete: int, short: Sequence[str], due: date) -> str:
    done = f"已齐{complete}项," if complete else ""
    return f"{unit}({campaign}):{done}还差{'、'.join(short)},{day_words(due)}截止。"


def all_done(unit: str, campaign: str, tasks: int) -> str:
    return f"{unit}({campaign}):要做的{tasks}项都齐了。"


def nothing_short(unit: str) -> str:
    return f"{unit}不差了,都已报齐。"


def no_tasks(unit: str, campaign: str) -> str:
    return f"{unit}({campaign})没有规定数量的任务。"


def is_excused(unit: str, why: str) -> str:
    return f"{unit}本次免报{f'({why})' if why else ''}。"


def lacks_numbers(tasks: Sequence[str]) -> str:
    return f"登记表里缺数,没法算:{'、'.join(tasks)}。"


def who_has_not(
    nothing: Sequence[str], short: Sequence[tuple[str, Sequence[str]]], nobody: Sequence[str]
) -> str:
    lines = []
    if nothing:
        lines.append(f"未报:{_all_of(nothing)}。")
    if short:
        told = [f"{unit}({'、'.join(what)})" for unit, what in short]
        lines.append(f"报过还差:{_all_of(told)}。")
    if nobody:
        lines.append(f"没有报送人:{_all_of(nobody)}。")
    return "\n".join(lines) or ALL_HAVE_REPORTED


def extended_to(unit: str, until: date, why: str) -> str:
    return f"{unit}延期到{day_words(until)}{f',原因:{why}' if why else ''}。"


def not_later(until: date, due: date) -> str:
    return f"{day_words(until)}不晚于原定的{day_words(due)},没有改。"


def campaign_ended(campaign: str) -> str:
    return f"{campaign}不再提醒,报送照收。"


def paused_until(what: str, until: date) -> str:
    return f"{what}的提醒缓到{day_words(until)}以后。"


def adopted_now(unit: str, count: int, total: int) -> str:
    return f"{unit}采用{count}篇,共{total}篇。"


def taken_back(what: str, about: str) -> str:
    return f"{about}的{what}已取消。"


def switched_to(name: str, on: bool) -> str:
    return f"{name}已{'打开' if on else '关上'}。"


# --- digests ---------------------------------------------------------------------------------

HEADLINE = 60
DIGEST_LINES = 15
DIGEST_CHARACTERS = 1000
"""A picture's caption holds no more."""
DIGEST, HALFWAY_REPORT, CORRECTION = "日报", "半程报告", "更正"
NOTHING_NEW = "没有新消息,不发"
NOTHING_TO_CORRECT_NOW = "没有要更正的"
DIGEST_TOO_LATE = "过了时间,不再发,并入下一期日报"
ALL_UNITS = "全部单位"
VAGUELY_SAID = "的数是约数"
_DATED = re.compile(r"^(?:20)?\d\d年(?:度)?(?:\d{1,2}月(?:份)?)?(?=.)")


def _month_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def campaign_words(campaign: str) -> str:
    """2026年10月宣传月 -> 宣传月: the day stands beside it."""
    return _DATED.sub("", campaign)


def digest_headline(
    what: str,
    office: str,
    campaign: str,
    number: int | None,
    at: datetime,
    day: int,
    days: int,
    facts: Sequence[str],
) -> str:
    """柳溪镇宣传月日报第5号 10月15日(第7天/共23天,截至17:00):5个已齐,垱上村未报,今日报14条。

    At most HEADLINE characters; of `facts`, the fullest first, the first that fits is said.
    """
    numbered = "" if number is None else f"第{number}号"
    until = f"截至{at:%H:%M}"
    within = f"第{day}天/共{days}天," if 1 <= day <= days else ""
    name = f"{office}{campaign_words(campaign)}"
    rest = f"{what}{numbered} {_month_day(at.date())}"
    for when in (f"({within}{until})", f"({until})"):
        for fact in facts:
            line = f"{name}{rest}{when}:{fact}。"
            if len(line) <= HEADLINE:
                return line
    tail = f"{rest}({until}):{facts[-1]}。"
    return f"{name[: max(0, HEADLINE - len(tail) - 1)]}…{tail}"[:HEADLINE]


def digest_day(number: int, at: datetime) -> str:
    return f"第{number}号({_month_day(at.date())})"


def block_units(kinds: Sequence[str], count: int) -> str:
    """12个村(社区), 8个学校"""
    return f"{count}个{block_word(kinds)}"


def block_word(kinds: Sequence[str]) -> str:
    return kinds[0] if len(kinds) == 1 else f"{kinds[0]}({'、'.join(kinds[1:])})"


def stage_facts(units: str, complete: int, nothing: str) -> str:
    """12个村(社区)中5个已齐,垱上村未报"""
    told = f"{units}中{complete}个已齐" if units else f"{complete}个已齐"
    return f"{told},{nothing}" if nothing else told


def nothing_heard(count: int, names: Sequence[str]) -> str:
    """垱上村未报, or how many; empty where everybody has told something."""
    if not count:
        return ""
    return f"{'、'.join(names)}未报" if names else f"{count}个未报"


def reported_today(reports: int) -> str:
    return f"今日报{reports}条"


def digest_progress(
    units: str, complete: int, under_way: int, nothing: Sequence[str], head: str = "进度"
) -> str:
    """进度:12个村(社区)中,5个任务已齐,6个进行中,1个未报(垱上村)。"""
    told = [f"{complete}个任务已齐"] if complete else []
    told += [f"{under_way}个进行中"] if under_way else []
    told += [f"{len(nothing)}个未报({listed(nothing)})"] if nothing else []
    return f"{head}:{units}中,{','.join(told)}。"


def digest_block(kind: str, count: int, complete: int, lacking: Sequence[str]) -> str:
    """部门:8个中6个已齐,差司法所、文化站。"""
    missing = f",差{listed(lacking, most=6)}" if lacking else ""
    return f"{kind}:{count}个中{complete}个已齐{missing}。"


def digest_short(
    short: Sequence[tuple[str, str, Sequence[str]]], more: int, head: str = "还差"
) -> str:
    """还差:集中宣传4个村(上畈、茶坑、双塘、河口);广告牌2个村(茶坑、河口)。"""
    told = [f"{what}{units}({listed(names, most=4)})" for what, units, names in short]
    rest = f";另有{more}项" if more else ""
    return f"{head}:{';'.join(told)}{rest}。"


def digest_today(units: int, reports: int, photos: int, before: int) -> str:
    """今日:9个单位报送14条,照片46张。"""
    pictures = f",照片{photos}张" if photos else ""
    said = f"{units}个单位报送{reports}条{pictures}" if reports else "还没有报送"
    earlier = f"(上次日报后到昨天另有{before}条)" if before else ""
    return f"今日:{said}{earlier}。"


def digest_events(said: Sequence[tuple[str, Sequence[ReportItem]]], more: int) -> str:
    """今日活动:枫林村集中宣传1场(资料260份);柳溪小学会议1场。"""
    told = []
    for unit, (first, *others) in said:
        beside = f"({'、'.join(item_line(one) for one in others[:2])})" if others else ""
        told.append(f"{unit}{item_line(first)}{beside}")
    rest = f"等{more + len(said)}条" if more else ""
    return f"今日活动:{';'.join(told)}{rest}。"


def digest_totals(totals: Sequence[tuple[str, str]], more: int) -> str:
    """累计:资料3100余份,横幅41条,入户860余户。"""
    told = ",".join(f"{short_activity(activity)}{written}" for activity, written in totals)
    return f"累计:{told}{f',另有{more}项' if more else ''}。"


def digest_doubts(doubts: Sequence[str], more: int) -> str:
    """待核:双塘村2条缺入户的数;石桥村、枫林村有1张照片相同。"""
    return f"待核:{';'.join(doubts)}{f';另有{more}处' if more else ''}。"


def doubt_words(unit: str, count: int, why: str, missing: str) -> str:
    if missing:
        return f"{unit}{count}条缺{short_activity(missing)}的数"
    return f"{unit}{count}条{why.rstrip('。') or VAGUELY_SAID}"


def same_photo_words(units: Sequence[str], count: int) -> str:
    return f"{listed(units, most=4)}有{count}张照片相同"


def digest_missed(told: Sequence[str], more: int) -> str:
    """没发出:10/29前三天提醒;10/28日报。"""
    return f"没发出(停机、过时或断线):{';'.join(told)}{f'等{more + len(told)}条' if more else ''}。"


def missed_words(day: date, step: str) -> str:
    kind = "" if step in (DIGEST, HALFWAY_REPORT, CORRECTION) else "提醒"
    return f"{day.month}/{day.day}{step}{kind}"


def digest_burden(messages: int, asked: int, outside_hours: int, names: int) -> str:
    """减负:群内共发86条,问12次;上班时间以外0条,点名0个单位。"""
    told = f"群内共发{messages}条,问{asked}次"
    return f"减负:{told};上班时间以外{outside_hours}条,点名{names}个单位。"


def digest_due(due: date, left: int) -> str:
    """距报送(11月3日)还有13个工作日。"""
    if left <= 0:
        return f"报送({_month_day(due)})已截止。"
    return f"距报送({_month_day(due)})还有{left}个工作日。"


def digest_due_today(due: date) -> str:
    return f"今天({_month_day(due)})报送截止。"


def digest_halfway(tasks: Sequence[str], more: int) -> str:
    """时间过半。横幅2条:12个中8个已齐;集中宣传1场:12个中5个已齐。"""
    return f"时间过半。{';'.join(tasks)}{f';另有{more}项' if more else ''}。"


def task_state(words: str, complete: int, owing: int) -> str:
    return f"{words}:{owing}个中{complete}个已齐"


def digest_ranking(done: Sequence[tuple[str, int]]) -> str:
    """Only where the office has switched 排名 on: by tasks completed, nothing else."""
    return f"按已齐任务数:{listed([f'{unit}{count}项' for unit, count in done])}。"


def digest_year_assumed(year: int) -> str:
    return f"{year}年的放假安排还没有数据,先按周一到周五上班算;请在“假日”表里写上。"


def correction_of_digest(number: int, at: datetime, wrong: Sequence[str], more: int) -> str:
    """更正第5号(10月14日):资料累计3100余份改为2600余份;垱上村当时已报。"""
    rest = f";另有{more}处" if more else ""
    return f"更正{digest_day(number, at)}:{';'.join(wrong)}{rest}。"


def correction_alone(office: str, campaign: str, line: str) -> str:
    return f"{office}{campaign_words(campaign)}日报{line}"


def figure_changed(label: str, before: str, after: str) -> str:
    return f"{label}{before}改为{after}"


def had_reported(names: Sequence[str]) -> str:
    return f"{listed(names)}当时已报,不应列未报"


REPORTS_TODAY, UNITS_TODAY, PHOTOS_TODAY = "当日报送", "当日报送单位", "当日照片"
TOTAL_SO_FAR = "累计"

# --- the digest's pictures -------------------------------------------------------------------

FOR_WORK_ONLY = "仅供工作调度"
FIGURES_SOURCE = "数据来自群内报送。"
GRID_SOURCE = f"{FIGURES_SOURCE}未报是没有收到,不是0。"
BULLETIN_TOTALS, BULLETIN_TASKS = "累计", "各项任务已齐的单位"
GRID_PARTLY, GRID_NOTHING = "部分", "未报"
GRID_LEGEND: Mapping[str, str] = {
    "done": "已齐",
    "partly": "还差",
    "nothing": "没有收到",
    "not owed": "空白:不要求",
}
"""By the value of a cell."""
ALL_COMPLETE = "各单位各项任务都已齐。"
HOW_OTHERS_ARE_COUNTED = "其余的合在一起:3/20是20个中3个已齐。"
PICTURES_FIRST = "正在画图,画好就发"
PICTURES_REFUSED = "群里不收图片,只发文字"


QUOTE_A_PHOTO = "请引用一张照片再回“用图”。"


def photos_chosen(count: int, shown: bool) -> str:
    return f"{count}张照片可以上转发版。" if shown else f"{count}张照片不上图。"


def picture_names(office: str, at: datetime) -> tuple[str, str]:
    """柳溪镇10月15日转发版.png, 柳溪镇10月15日调度版.png"""
    return (
        f"{office}{_month_day(at.date())}转发版.png",
        f"{office}{_month_day(at.date())}调度版.png",
    )


def picture_when(at: datetime, day: int, days: int) -> str:
    """10月15日 截至17:00 第7天/共23天"""
    within = f" 第{day}天/共{days}天" if 1 <= day <= days else ""
    return f"{_month_day(at.date())} 截至{at:%H:%M}{within}"


def bulletin_title(office: str, campaign: str) -> str:
    return f"{office}{campaign_words(campaign)}进展"


def grid_title(office: str, campaign: str) -> str:
    return f"{office}{campaign_words(campaign)}进度表"


def other_units(count: int) -> str:
    return f"其余{count}个"


def other_tasks(count: int) -> str:
    return f"其余{count}项"


def so_many_of(done: int, owing: int) -> str:
    return f"{done}/{owing}"


def so_many_units_of(complete: int, owing: int) -> str:
    return f"{owing}个中{complete}个"


def units_folded(count: int) -> str:
    return f"另有{count}个单位全部已齐,不列。"


def tasks_folded(names: Sequence[str]) -> str:
    return f"另有{len(names)}项各单位都已齐,不列:{'、'.join(dict.fromkeys(names))}。"


def totals_left_out(count: int) -> str:
    return f"另有{count}项,见日报。"


def bulletin_left_out(complete: int, open_tasks: int) -> str:
    told = [f"{complete}项各单位都已齐"] if complete else []
    told += [f"{open_tasks}项未列"] if open_tasks else []
    return f"另有{','.join(told)}。" if told else ""


NOTHING_TO_REHEARSE = "这个活动没有要提醒的(没有任务、没有群或已结束)。"


def year_assumed(year: int) -> str:
    return f"{YEAR_ASSUMED.wrong.format(year=year)}；请{YEAR_ASSUMED.instead}。"


def rehearsed(at: datetime, channel: str, chat: str, unit: str, step: str, text: str) -> str:
    head = f"{at:%Y-%m-%d %H:%M} {step} → {channel}/{chat}({unit})"
    return "\n".join([head, *(f"    {line}" for line in text.splitlines())])
