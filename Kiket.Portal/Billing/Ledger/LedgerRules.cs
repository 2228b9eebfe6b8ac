using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Kiket.Portal.Billing.Ledger;

/// <summary>
/// What the database itself refuses: changes of what is posted, and agreements that overlap. Written by hand, because EF Core's
/// model knows no triggers.
/// </summary>
[DbContext(typeof(SqlitePortalDb))]
[Migration(Id)]
internal sealed class LedgerRulesOnSqlite : Migration
{
    /// <summary>After the tables.</summary>
    internal const string Id = "20261129070001_LedgerRules";

    private const string Overlap =
        "SELECT RAISE(ABORT, 'agreements overlap') WHERE EXISTS (SELECT 1 FROM \"ShareAgreements\" other WHERE other.\"Id\" <> NEW.\"Id\" "
        + "AND other.\"OrganizationId\" = NEW.\"OrganizationId\" AND (other.\"ToDay\" IS NULL OR other.\"ToDay\" > NEW.\"FromDay\") "
        + "AND (NEW.\"ToDay\" IS NULL OR NEW.\"ToDay\" > other.\"FromDay\"));";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var table in new[] { JournalEntryTable.Name, PostingTable.Name })
        {
            foreach (var change in new[] { "UPDATE", "DELETE" })
            {
                migrationBuilder.Sql(
                    $"CREATE TRIGGER \"TR_{table}_{change}\" BEFORE {change} ON \"{table}\" BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;");
            }
        }

        foreach (var change in new[] { "INSERT", "UPDATE" })
        {
            migrationBuilder.Sql(
                $"CREATE TRIGGER \"TR_{ShareAgreementTable.Name}_{change}\" BEFORE {change} ON \"{ShareAgreementTable.Name}\" BEGIN {Overlap} END;");
        }
    }
}

/// <inheritdoc cref="LedgerRulesOnSqlite"/>
[DbContext(typeof(PostgreSqlPortalDb))]
[Migration(LedgerRulesOnSqlite.Id)]
internal sealed class LedgerRulesOnPostgreSql : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$;

            CREATE FUNCTION ledger_balances() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF (SELECT COALESCE(SUM("Amount"), 0) FROM "Postings" WHERE "Seq" = NEW."Seq") <> 0 THEN
                RAISE EXCEPTION 'entry % does not add up to zero', NEW."Seq";
              END IF;
              RETURN NULL;
            END $$;
            """);
        foreach (var table in new[] { JournalEntryTable.Name, PostingTable.Name })
        {
            migrationBuilder.Sql(
                $"CREATE TRIGGER \"TR_{table}_Change\" BEFORE UPDATE OR DELETE ON \"{table}\" FOR EACH ROW EXECUTE FUNCTION ledger_refuse();");
            migrationBuilder.Sql(
                $"CREATE TRIGGER \"TR_{table}_Truncate\" BEFORE TRUNCATE ON \"{table}\" FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();");
        }

        // At the commit, when all postings of an entry are there.
        migrationBuilder.Sql(
            $"CREATE CONSTRAINT TRIGGER \"TR_{PostingTable.Name}_Balance\" AFTER INSERT ON \"{PostingTable.Name}\" "
            + "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balances();");
        // A range of ids has what an exclusion needs without an extension of the server.
        migrationBuilder.Sql(
            $"""
            CREATE TYPE uuid_range AS RANGE (subtype = uuid);
            ALTER TABLE "{ShareAgreementTable.Name}" ADD CONSTRAINT "EX_{ShareAgreementTable.Name}" EXCLUDE USING gist (
              uuid_range("OrganizationId", "OrganizationId", '[]') WITH &&, daterange("FromDay", "ToDay") WITH &&);
            """);
    }
}
