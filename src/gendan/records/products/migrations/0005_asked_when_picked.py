"""What whoever picks a product has to record of each unit."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from gendan.kernel.at_once import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("products", "0004_found_in_english"),
    ]

    operations = [
        AtOnce(
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name="product",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="product",
                    name="delete_delete",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="product",
                    name="insert_insert",
                ),
                migrations.AddField(
                    model_name="product",
                    name="asks_expiry",
                    field=models.BooleanField(db_default=False, default=False),
                ),
                migrations.AddField(
                    model_name="product",
                    name="asks_lot",
                    field=models.BooleanField(db_default=False, default=False),
                ),
                migrations.AddField(
                    model_name="product",
                    name="asks_serial",
                    field=models.BooleanField(db_default=False, default=False),
                ),
                migrations.AddField(
                    model_name="producthistory",
                    name="asks_expiry",
                    field=models.BooleanField(db_default=False, default=False),
                ),
                migrations.AddField(
                    model_name="producthistory",
                    name="asks_lot",
                    field=models.BooleanField(db_default=False, default=False),
                ),
                migrations.AddField(
                    model_name="producthistory",
                    name="asks_serial",
                    field=models.BooleanField(db_default=False, default=False),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="product",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "product_history" ("asks_expiry", "asks_lot", "asks_serial", "currency", "gtin", "id", "initials", "is_sold", "name", "name_en", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "sku", "weight_grams") VALUES (NEW."asks_expiry", NEW."asks_lot", NEW."asks_serial", NEW."currency", NEW."gtin", NEW."id", NEW."initials", NEW."is_sold", NEW."name", NEW."name_en", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."price", NEW."sku", NEW."weight_grams"); RETURN NULL;',
                            hash="088cff0743728aeb4b142b0541c824e9c29f5023",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_18d15",
                            table="product",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="product",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "product_history" ("asks_expiry", "asks_lot", "asks_serial", "currency", "gtin", "id", "initials", "is_sold", "name", "name_en", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "sku", "weight_grams") VALUES (OLD."asks_expiry", OLD."asks_lot", OLD."asks_serial", OLD."currency", OLD."gtin", OLD."id", OLD."initials", OLD."is_sold", OLD."name", OLD."name_en", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."price", OLD."sku", OLD."weight_grams"); RETURN NULL;',
                            hash="7fd3e01e5714ae039a4963928e3545e2254ab5e6",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_cb7df",
                            table="product",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="product",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "product_history" ("asks_expiry", "asks_lot", "asks_serial", "currency", "gtin", "id", "initials", "is_sold", "name", "name_en", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "sku", "weight_grams") VALUES (NEW."asks_expiry", NEW."asks_lot", NEW."asks_serial", NEW."currency", NEW."gtin", NEW."id", NEW."initials", NEW."is_sold", NEW."name", NEW."name_en", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."price", NEW."sku", NEW."weight_grams"); RETURN NULL;',
                            hash="3ef77527c5cae688cc2b0a35f5486ef6d708a7da",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_1fd97",
                            table="product",
                            when="AFTER",
                        ),
                    ),
                ),
            ]
        ),
    ]
