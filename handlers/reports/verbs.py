"""What a verb of a report says of the number beside it, by the kinds of mood_words.toml."""

PEOPLE = frozenset(["人", "名", "位", "人次", "个人", "个人次", "号人"])
_SHEETS = frozenset(["份", "张", "本", "册", "套", "封", "页"])
VERB_SAYS: dict[str, tuple[tuple[frozenset[str], str], ...]] = {
    "give": ((_SHEETS, "发放宣传资料"),),
    "carry": ((_SHEETS, "发放宣传资料"),),
    "print": ((_SHEETS, "发放宣传资料"),),
    "hang": ((frozenset("条幅道"), "悬挂横幅标语"),),
    "post": ((frozenset("张份"), "张贴海报"), (frozenset("条幅"), "悬挂横幅标语")),
    "walk": ((frozenset(["户", "家", "户次"]), "入户走访"),),
    "make": ((frozenset("期"), "展板宣传栏"),),
    "go": ((frozenset(["台次", "辆次", "车次"]), "宣传车巡回"),),
    "write": ((frozenset("篇"), "信息稿件"),),
    "draw": ((frozenset(["幅", "张"]), "征文作品"),),
    "visited": ((PEOPLE, "参与人数"),),
}
VERB_TAKES = {
    verb: frozenset(activities.split())
    for verb, activities in {
        "give": "发放宣传资料 宣传品 问卷调查",
        "carry": "发放宣传资料 宣传品",
        "print": "发放宣传资料 张贴海报 宣传品 悬挂横幅标语",
        "hang": "悬挂横幅标语 展板宣传栏 广告牌标识牌",
        "post": "张贴海报 悬挂横幅标语 发放宣传资料",
        "play": "电子屏播放 广播播放 文艺电影",
        "hold": "集中宣传活动 会议培训 文艺电影 现场咨询 展板宣传栏",
        "make": "展板宣传栏 广告牌标识牌 悬挂横幅标语",
        "collect": "意见建议 征文作品 问卷调查",
        "go": "宣传车巡回",
        "write": "信息稿件 短信推送",
        "phone": "电话回访",
        "walk": "入户走访",
        "draw": "征文作品",
        "fill": "问卷调查",
    }.items()
}
