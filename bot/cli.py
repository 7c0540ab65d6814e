"""The commands of the program; each imports only what it runs, so that --help is quick."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from bot.config import Config

WRONG_USE = 2
INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", "config_file", metavar="FILE", help="配置文件(默认 ./config.toml)。")
@click.version_option(package_name="cunbao", message="%(package)s %(version)s", help="显示版本。")
@click.help_option("-h", "--help", help="显示这段说明。")
@click.pass_context
def cli(context: click.Context, config_file: str | None) -> None:
    """村报:工作群里的宣传月报送机器人。"""
    context.obj = config_file


def _config(context: click.Context, own: str | None) -> "Config":
    """The configuration, or exit 2 with every fault of it."""
    from bot.config import ConfigError, find_config, read_config

    try:
        return read_config(find_config(own or context.obj))
    except ConfigError as error:
        click.echo(str(error), err=True)
        sys.exit(WRONG_USE)


C = TypeVar("C", bound=Callable[..., object])


def config_option(command: C) -> C:
    """--config may stand before or after the command's name."""
    return click.option("--config", "config_file", metavar="FILE", help="配置文件。")(command)


@cli.command("try")
@config_option
@click.option("--port", type=click.IntRange(0, 65535), help="本地聊天的端口(默认 8765)。")
@click.option("--fresh", is_flag=True, help="丢掉上次的样例,从头开始。")
@click.option("--now", "moment", metavar="2026-10-09T07:55", help="样例时钟从何时走起。")
@click.pass_context
def try_(
    context: click.Context,
    config_file: str | None,
    port: int | None,
    fresh: bool,
    moment: str | None,
) -> None:
    """打开样例乡镇的本地聊天。"""
    from bot.running import run_sample

    sys.exit(run_sample(_config(context, config_file), port, fresh, moment))


@cli.command()
@config_option
@click.pass_context
def run(context: click.Context, config_file: str | None) -> None:
    """在配置的所有渠道上运行,直到停止。"""
    from bot.running import run_office

    sys.exit(run_office(_config(context, config_file)))


@cli.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="按 JSON 输出。")
@click.pass_context
def check(context: click.Context, config_file: str | None, as_json: bool) -> None:
    """检查配置、登记表、数据库和渠道。"""
    from bot import check_command

    sys.exit(check_command.run(_config(context, config_file), as_json))


@cli.command()
@config_option
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--dry-run", is_flag=True, help="只检查,不写入。")
@click.option("--json", "as_json", is_flag=True, help="按 JSON 输出。")
@click.option(
    "--template", metavar="FILE.xlsx", type=click.Path(path_type=Path), help="写一个空表。"
)
@click.option(
    "--export", metavar="FILE.xlsx", type=click.Path(path_type=Path), help="取出现在的表。"
)
@click.pass_context
def register(
    context: click.Context,
    config_file: str | None,
    path: Path | None,
    dry_run: bool,
    as_json: bool,
    template: Path | None,
    export: Path | None,
) -> None:
    """读入登记表(.xlsx 或 CSV 文件夹):全对才写入。"""
    from bot import register_command, register_writing
    from handlers import wording

    if sum(one is not None for one in (path, template, export)) != 1:
        click.echo(wording.REGISTER_ONE_OF, err=True)
        sys.exit(WRONG_USE)
    if template is not None:
        sys.exit(register_writing.write_template(template))
    config = _config(context, config_file)
    if export is not None:
        sys.exit(register_writing.write_export(config, export))
    assert path is not None
    sys.exit(register_command.run(config, path, dry_run, as_json))


@cli.command()
@config_option
@click.option("--register", "folder", type=click.Path(path_type=Path), help="登记表。")
@click.pass_context
def read(context: click.Context, config_file: str | None, folder: Path | None) -> None:
    """标准输入每行一条 JSON,输出读出的内容。"""
    from bot.read_command import run as run_reading

    del config_file, context
    sys.exit(run_reading(folder))


@cli.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="按 JSON 输出。")
@click.pass_context
def status(context: click.Context, config_file: str | None, as_json: bool) -> None:
    """收件、发件、照片和渠道的现状。"""
    from bot import status_command

    sys.exit(status_command.run(_config(context, config_file), as_json))


@cli.command()
@config_option
@click.argument("what", type=click.Choice(["reports", "log", "sent", "photos", "questions"]))
@click.option("--format", "form", type=click.Choice(["jsonl", "csv", "xlsx"]), default="jsonl")
@click.option("--campaign", help="活动名称,或分得清的一部分。")
@click.option("--unit", help="单位名称,或分得清的一部分。")
@click.option("--raw", is_flag=True, help="不遮盖电话和证件号(会记入变更日志)。")
@click.pass_context
def export(
    context: click.Context,
    config_file: str | None,
    what: str,
    form: str,
    campaign: str | None,
    unit: str | None,
    raw: bool,
) -> None:
    """导出所存的内容。"""
    from bot import export_command

    config = _config(context, config_file)
    sys.exit(export_command.run(config, what, form, campaign, unit, raw))


@cli.command()
@config_option
@click.argument("campaign")
@click.option("--unit", required=True, help="单位名称,或分得清的一部分。")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="放到哪个文件夹。")
@click.option("--day", metavar="2026-10-31", help="统计到哪一天。")
@click.pass_context
def summary(
    context: click.Context,
    config_file: str | None,
    campaign: str,
    unit: str,
    out: Path,
    day: str | None,
) -> None:
    """生成月末统计表。"""
    from bot import summary_command

    sys.exit(summary_command.run(_config(context, config_file), campaign, unit, out, day))


@cli.command()
@config_option
@click.argument("campaign")
@click.option("--json", "as_json", is_flag=True, help="按 JSON 输出。")
@click.pass_context
def rehearse(context: click.Context, config_file: str | None, campaign: str, as_json: bool) -> None:
    """把一个活动的提醒先在纸上过一遍,什么也不发。"""
    from bot import rehearse_command

    sys.exit(rehearse_command.run(_config(context, config_file), campaign, as_json))


def main() -> None:
    """Console entry: wrong use is told in Chinese and ends with 2, Ctrl+C ends quietly."""
    try:
        sys.exit(cli(prog_name="cunbao", standalone_mode=False))
    except click.Abort:
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        click.echo(_wrong_use(error), err=True)
        sys.exit(WRONG_USE)


def _wrong_use(error: click.ClickException) -> str:
    """What is wrong with a command line, the nearest right word, and where to read on."""
    from handlers import wording

    where = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else ""
    if isinstance(error, click.NoSuchOption):
        near = (error.possibilities or [""])[0]
        return wording.no_such_option(error.option_name, near, where)
    if isinstance(error, click.MissingParameter):
        named = error.param.human_readable_name if error.param else ""
        return wording.option_missing(named, where)
    if isinstance(error, click.BadParameter):
        named = error.param.human_readable_name if error.param else ""
        return wording.option_wrong(named, where)
    return wording.wrong_use(where or "cunbao")
