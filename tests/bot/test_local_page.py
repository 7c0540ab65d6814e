"""The local chat's page in a browser: names for screen readers, drafts, edits, a phone's width."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, ViewportSize, async_playwright, expect

from storage import local_messages
from storage.store import Store
from tests.bot.local_chat import RESIDENTS, LocalChat, open_chat, picture
from tests.conftest import CHROMIUM

pytestmark = [pytest.mark.browser, pytest.mark.sqlite]
PATIENCE_MS = 60_000
PHONE = ViewportSize(width=360, height=740)


@pytest.fixture
async def chat(sqlite_store: Store, tmp_path: Path, noon: datetime) -> AsyncIterator[LocalChat]:
    async with open_chat(sqlite_store, tmp_path, noon, run=False) as opened:
        yield opened


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser, chat: LocalChat) -> Page:
    opened = await browser.new_page(viewport=PHONE)
    opened.set_default_timeout(PATIENCE_MS)
    await opened.goto(chat.channel.address)
    await expect(opened.get_by_label("群", exact=True)).to_have_value("g-work")
    # What is said before the page listens is no news to it.
    await expect(opened.locator("body[data-connected]")).to_be_attached()
    return opened


async def send(page: Page, text: str) -> None:
    await page.get_by_label("消息", exact=True).fill(text)
    await page.get_by_role("button", name="发送", exact=True).click()


async def test_photos_words_and_a_place_reach_the_chat(
    page: Page, chat: LocalChat, tmp_path: Path
) -> None:
    files = [tmp_path / f"{number}.jpg" for number in range(3)]
    for file in files:
        file.write_bytes(picture())
    await page.get_by_label("添加照片", exact=True).set_input_files(files)
    await send(page, "枫林村今天发了260份单子")
    log = page.get_by_role("log")
    await expect(log.get_by_text("枫林村今天发了260份单子")).to_be_visible()
    await expect(log.get_by_role("img")).to_have_count(3)

    await page.get_by_role("button", name="发送位置", exact=True).click()
    await expect(log.get_by_text("WGS-84")).to_be_visible()

    first, second = await chat.messages()
    assert [file["name"] for file in first["files"]] == ["0.jpg", "1.jpg", "2.jpg"]
    assert second["place"]["datum"] == "WGS-84"
    assert await page.get_by_label("消息", exact=True).input_value() == ""


async def test_another_persons_words_appear_by_themselves_and_as_text(
    page: Page, chat: LocalChat
) -> None:
    await chat.say("<img src=x onerror=alert(1)>", speaker="chen")

    await expect(page.get_by_role("log").get_by_text("<img src=x")).to_be_visible()


async def test_what_is_refused_stays_in_the_composer(page: Page, chat: LocalChat) -> None:
    await send(page, "横" * 2001)

    await expect(page.get_by_role("alert")).to_contain_text("最多2000字")
    assert len(await page.get_by_label("消息", exact=True).input_value()) == 2001
    await send(page, "短一点")
    await expect(page.get_by_role("log").get_by_text("短一点")).to_be_visible()
    await expect(page.get_by_role("alert")).to_be_empty()


async def test_nine_photos_at_most_are_added(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(picture())

    await page.get_by_label("添加照片", exact=True).set_input_files([file] * 20)

    await expect(page.get_by_role("alert")).to_contain_text("最多九张")
    await expect(page.get_by_role("button", name="去掉")).to_have_count(9)


async def test_enter_sends_and_shift_enter_breaks_the_line(page: Page, chat: LocalChat) -> None:
    box = page.get_by_label("消息", exact=True)
    await box.press_sequentially("一")
    await box.press("Shift+Enter")
    await box.press_sequentially("二")
    await box.press("Enter")

    await expect(page.get_by_role("log").get_by_text("二")).to_be_visible()
    assert (await chat.messages())[0]["text"] == "一\n二"


async def test_a_message_is_edited_quoted_and_withdrawn(page: Page, chat: LocalChat) -> None:
    await send(page, "横幅2条")
    log = page.get_by_role("log")
    await log.get_by_role("button", name="编辑").click()
    await send(page, "横幅3条")
    await expect(log.get_by_text("已编辑")).to_be_visible()

    await log.get_by_role("button", name="引用").click()
    await send(page, "更正")
    await expect(log.get_by_role("button", name="汪某：横幅3条")).to_be_visible()

    await log.get_by_role("button", name="撤回").first.click()
    await expect(log.get_by_text("汪某撤回了一条")).to_be_visible()
    first, second = await chat.messages()
    assert (first["withdrawn"], second["reply_to"]) == (True, first["id"])


async def test_only_own_messages_can_be_changed(page: Page, chat: LocalChat) -> None:
    await chat.say("陈某的话", speaker="chen")
    log = page.get_by_role("log")
    await expect(log.get_by_text("陈某的话")).to_be_visible()
    await expect(log.get_by_role("button", name="撤回")).to_have_count(0)

    await page.get_by_label("发言人", exact=True).select_option(label="陈某")

    await expect(log.get_by_role("button", name="撤回")).to_have_count(1)


async def test_a_forgotten_message_is_shown_as_such(page: Page, chat: LocalChat) -> None:
    number = await chat.say("吃了吗", chat=RESIDENTS)
    await asyncio.wrap_future(
        chat.store.write(lambda tx: local_messages.forget(tx, RESIDENTS, number))
    )

    await page.get_by_label("群", exact=True).select_option(label="枫林村村民群")

    await expect(page.get_by_role("log").get_by_text("闲聊不留存")).to_be_visible()


async def test_other_chats_with_something_new_are_named(page: Page, chat: LocalChat) -> None:
    await chat.say("在吗", chat=RESIDENTS)

    await page.get_by_role("button", name="枫林村村民群 有新内容").click()

    await expect(page.get_by_role("log").get_by_text("在吗")).to_be_visible()


async def test_the_sample_clock_is_moved_from_the_page(page: Page, chat: LocalChat) -> None:
    await page.locator("summary").click()
    await page.get_by_role("button", name="明早 8:00").click()

    await expect(page.get_by_text("10月15日 08:00")).to_be_visible()
    assert chat.clock.now().day == 15


async def test_the_page_fits_a_phone_with_long_words(page: Page, chat: LocalChat) -> None:
    await chat.say("https" + "a" * 400, speaker="chen")
    await expect(page.get_by_role("log").get_by_text("httpsaaa")).to_be_visible()

    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert await page.get_by_role("log").evaluate("log => log.scrollWidth <= log.clientWidth")


async def test_what_is_written_while_a_message_is_being_kept_stays(
    page: Page, chat: LocalChat
) -> None:
    box = page.get_by_label("消息", exact=True)
    held = asyncio.Event()

    async def hold(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await page.route("**/api/messages", hold)
    await send(page, "第一条")
    await box.press_sequentially(",再写")
    held.set()

    await expect(page.get_by_role("log").get_by_text("第一条")).to_be_visible()
    await expect(box).to_have_value(",再写")
    assert [row["text"] for row in await chat.messages()] == ["第一条"]


async def test_the_page_comes_back_by_itself_when_the_line_breaks(
    page: Page, chat: LocalChat
) -> None:
    await page.context.set_offline(True)
    await chat.say("断线时说的", speaker="chen")
    await page.context.set_offline(False)

    await expect(page.get_by_role("log").get_by_text("断线时说的")).to_be_visible()


async def test_the_browsers_own_position_is_sent_where_it_may_be_asked(
    browser: Browser, chat: LocalChat
) -> None:
    context = await browser.new_context(
        viewport=PHONE,
        permissions=["geolocation"],
        geolocation={"latitude": 30.5, "longitude": 117.25},
    )
    page = await context.new_page()
    await page.goto(chat.channel.address)
    await expect(page.get_by_label("群", exact=True)).to_have_value("g-work")

    await page.get_by_role("button", name="发送位置", exact=True).click()

    await expect(page.get_by_role("log").get_by_text("30.5")).to_be_visible()
    assert (await chat.messages())[0]["place"]["longitude"] == 117.25
