"""What the database refuses of integrations, messages, webhooks, alarms and histories.

A case is a name, what is built before, one plain statement, and the rule it breaks."""

from collections.abc import Callable
from functools import partial

from django.db import connection

from tests.calls import colleague
from tests.records.walks import WALK_CASES

HISTORIES = (
    "address", "bin", "calendar", "carrier", "carrier_account", "channel", "customer",
    "event_source", "followed_carrier", "holiday", "number_pattern", "paper_template",
    "product", "robot", "shop_settings", "sms_template", "staff", "staff_stores",
    "staff_warehouses", "store", "substitute", "supply", "tariff", "warehouse",
    "wording",
)  # fmt: skip
TOKEN = (
    "INSERT INTO api_token (name, public, digest, role, reads, personal_data, per_minute,"
    " created_by, expires_at) VALUES ('wms', 'p', '', 'sales', '{}', false, 600, 'bo',"
    " now() + interval '1 day')"
)
ALARM = "INSERT INTO alarm (kind, zh, en) VALUES ('channel_down', '断', 'down')"
ROBOT = (
    "INSERT INTO robot (name, kind, url, secret, department, active, failures)"
    " VALUES ('组', 'wecom', 'u', '', 'sales', true, 0)"
)
TEMPLATE = (
    "INSERT INTO sms_template (key, language, template, parameters)"
    " VALUES ('place', 'en', 'T', '[]')"
)
WORDING = (
    "INSERT INTO wording (key, language, subject, body, sms)"
    " VALUES ('place', 'en', '', '', 'Thank you')"
)
SHOP = (
    "INSERT INTO shop_settings (id, name, name_en, colour, phone, email, ways, untold_email,"
    " untold_sms, quiet_from, quiet_until, duplicate_minutes, logo_type, logo_digest)"
    " VALUES ({id}, '', '', '#1d2733', '', '', '', '[]', '[]', '21:00', '8:00', 10, '', '')"
)
LOGO = (
    "logo = convert_to(repeat('a', 100001), 'UTF8'), logo_type = 'image/png',"
    " logo_digest = repeat('0', 64)"
)
ENDPOINT = (
    "INSERT INTO webhook_endpoint (key, name, url, steps, stores, secret, created_by)"
    " VALUES ('ep_1', 'erp', 'u', '[]', '[]', 's', 'bo')"
)
LINE = "INSERT INTO robot_line (robot_id, notice_id) SELECT id, 7 FROM robot"
DELIVERY = (
    "INSERT INTO webhook_delivery (endpoint_id, entry_id, order_id, seq, step, message)"
    " SELECT id, 7, 1, 1, 'place', {message} FROM webhook_endpoint"
)
ONE, OTHER = DELIVERY.format(message="'m'"), DELIVERY.format(message="'n'")
VIEW = (
    "INSERT INTO saved_view (staff_id, place, path, name, query, shared_with)"
    " SELECT id, 1, 'orders', '{name}', '', '' FROM staff"
)
COLUMNS = "INSERT INTO shown_columns (staff_id, kind, columns) SELECT id, 'order', '{}' FROM staff"
UPLOAD = (
    "INSERT INTO import_file (staff_id, names, size, source, stores, figures)"
    " SELECT id, '{a.csv}', 9, 'gendan', '{}', '{}' FROM staff"
)
WATERMARK = "INSERT INTO webhook_watermark (id, settled, seen, writers) VALUES (2, 0, 0, '{}')"


def written(*statements: str) -> Callable[[], None]:
    """Run these before."""
    return partial(_write, statements)


def _write(statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def seen(*statements: str) -> Callable[[], None]:
    """A colleague, and what they keep of their lists."""

    def build() -> None:
        colleague()
        _write(statements)

    return build


LIST_CASES = [
    ("two views of one name", seen(VIEW.format(name="甲")),
     VIEW.format(name="甲").replace("1,", "2,"), "saved_view_name_once"),
    ("two views in one place", seen(VIEW.format(name="甲")),
     VIEW.format(name="乙"), "saved_view_place_once"),
    ("more views than fifty", seen(VIEW.format(name="甲")),
     "UPDATE saved_view SET place = 51", "saved_views_are_limited"),
    ("a view without a name", seen(VIEW.format(name="甲")),
     "UPDATE saved_view SET name = ' '", "saved_view_name_is_given"),
    ("a view of no list", seen(VIEW.format(name="甲")),
     "UPDATE saved_view SET path = '/evil.example'", "saved_view_is_of_a_list"),
    ("a view that fits no address", seen(VIEW.format(name="甲")),
     "UPDATE saved_view SET query = repeat('x', 2001)", "saved_view_query_is_short"),
    ("a view shared with the moon", seen(VIEW.format(name="甲")),
     "UPDATE saved_view SET shared_with = 'moon'", "saved_view_is_shared_with_a_department"),
    ("columns chosen twice", seen(COLUMNS.format("goods")),
     COLUMNS.format("none"), "shown_columns_once"),
    ("columns of another list", seen(COLUMNS.format("goods")),
     "UPDATE shown_columns SET kind = 'moon'", "shown_columns_are_of_a_list"),
    ("columns without a name", seen(COLUMNS.format("goods")),
     "UPDATE shown_columns SET columns = ','", "shown_columns_are_named"),
]  # fmt: skip


def uploaded() -> None:
    """Somebody uploaded a file."""
    colleague()
    _write((UPLOAD,))


DOOR_CASES = [
    *LIST_CASES,
    *WALK_CASES,
    ("two tokens of one name", written(TOKEN),
     TOKEN.replace("'p'", "'q'"), "api_token_live_name_once"),
    ("a token of no role", written(TOKEN),
     "UPDATE api_token SET role = 'moon'", "api_token_role_is_in_the_process"),
    ("a token that reads the moon", written(TOKEN),
     "UPDATE api_token SET reads = '{moon}'", "api_token_reads_what_there_is"),
    ("a token without a limit", written(TOKEN),
     "UPDATE api_token SET per_minute = 0", "api_token_is_limited"),
    ("a token that ended before it began", written(TOKEN),
     "UPDATE api_token SET expires_at = created_at", "api_token_expires"),
    ("two open alarms of one thing", written(ALARM), ALARM, "one_open_alarm_of_a_kind"),
    ("an alarm of nothing", written(ALARM), "UPDATE alarm SET kind = ''", "alarm_kind_is_given"),
    ("an alarm that never rang", written(ALARM), "UPDATE alarm SET count = 0", "alarm_is_counted"),
    ("a limit below nothing", colleague,
     "UPDATE staff SET amount_limit = -1", "staff_amount_limit_is_not_negative"),
    ("two templates of one text", written(TEMPLATE), TEMPLATE, "sms_template_once"),
    ("a template in a third language", written(TEMPLATE),
     "UPDATE sms_template SET language = 'fr'", "sms_template_language_is_ours"),
    ("two wordings of one text", written(WORDING), WORDING, "wording_once"),
    ("words in a third language", written(WORDING),
     "UPDATE wording SET language = 'fr'", "wording_language_is_ours"),
    *((f"a {part} without end", written(WORDING),
       f"UPDATE wording SET {part} = repeat('a', 4001)", f"wording_{part}_is_limited")
      for part in ("subject", "body", "sms")),
    ("a second shop", written(SHOP.format(id=1)), SHOP.format(id=2), "shop_settings_are_one_row"),
    *((f"a shop with {what}", written(SHOP.format(id=1)),
       f"UPDATE shop_settings SET {change}", rule)
      for what, change, rule in (
          ("a colour in words", "colour = 'red'", "shop_colour_is_a_colour"),
          ("pigeons", "ways = 'pigeon'", "shop_ways_are_known"),
          ("no minute of doubt", "duplicate_minutes = 0", "shop_duplicate_minutes_are_of_a_day"),
          ("a day without an end", "quiet_from = '7:00'", "shop_is_quiet_over_midnight"),
          ("a step to be silent of", "untold_sms = '7'", "shop_untold_steps_are_lists"),
          ("a logo of no kind", "logo = 'x'", "shop_logo_is_of_a_known_kind"),
          ("a logo like a house", LOGO, "shop_logo_is_small"),
      )),
    ("a robot of an unknown kind", written(ROBOT),
     "UPDATE robot SET kind = 'moon'", "robot_kind_is_known"),
    ("a robot of no department", written(ROBOT),
     "UPDATE robot SET department = 'moon'", "robot_department_is_known"),
    ("a robot that says it twice", written(ROBOT, LINE), LINE, "robot_says_it_once"),
    ("an endpoint without a name", written(ENDPOINT),
     "UPDATE webhook_endpoint SET name = ''", "webhook_endpoint_has_a_name"),
    ("less than no failures", written(ENDPOINT),
     "UPDATE webhook_endpoint SET failed_in_a_row = -1", "webhook_endpoint_failures_are_counted"),
    ("an old secret for ever", written(ENDPOINT),
     "UPDATE webhook_endpoint SET previous_secret = 's'", "webhook_endpoint_previous_secret_ends"),
    ("one entry twice for an endpoint", written(ENDPOINT, ONE), OTHER, "webhook_entry_once"),
    ("two deliveries under one id", written(ENDPOINT, ONE),
     ONE.replace("7,", "8,"), "webhook_message_once"),
    ("a delivery in an unknown state", written(ENDPOINT, ONE),
     "UPDATE webhook_delivery SET state = 'moon'", "webhook_delivery_state_is_known"),
    ("less than no attempts", written(ENDPOINT, ONE),
     "UPDATE webhook_delivery SET attempts = -1", "webhook_delivery_attempts_are_counted"),
    ("two watermarks", written(), WATERMARK, "webhook_watermark_is_one"),
    ("settled before it was seen", written(),
     WATERMARK.replace("(2, 0, 0, '{}')", "(1, 2, 1, '{}') ON CONFLICT (id) DO UPDATE"
     " SET settled = 2, seen = 1"), "webhook_watermark_goes_up"),
    ("an upload in an unknown state", uploaded,
     "UPDATE import_file SET state = 'moon'", "import_file_state_is_known"),
    ("more read than there is", uploaded,
     "UPDATE import_file SET bytes_read = size + 1", "import_file_is_read_once"),
    ("less than nothing read", uploaded,
     "UPDATE import_file SET bytes_read = -1", "import_file_is_read_once"),
    ("an upload of nothing", uploaded,
     "UPDATE import_file SET names = '{}'", "import_file_has_a_name"),
    ("a history rewritten", written(),
     "UPDATE warehouse_history SET code = 'x'", "warehouse_history is append-only"),
    ("a history torn", written(),
     "DELETE FROM warehouse_history", "warehouse_history is append-only"),
    *((f"the history of {table} emptied", written(),
       f"TRUNCATE {table}_history", f"{table}_history is append-only") for table in HISTORIES),
]  # fmt: skip
