using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Kiket.Portal.Jobs;

/// <summary>
/// The tables of Quartz 4.7's job store, as its reference describes them for each database
/// (https://github.com/quartznet/quartznet/tree/main/database/tables). They aren't part of EF Core's model: only Quartz
/// reads and writes them, and it checks at startup that they exist.
/// </summary>
internal static class QuartzTables
{
    private static readonly string[] Names =
    [
        "QRTZ_FIRED_TRIGGERS", "QRTZ_PAUSED_TRIGGER_GRPS", "QRTZ_PAUSED_JOB_GRPS", "QRTZ_SCHEDULER_STATE", "QRTZ_LOCKS", "QRTZ_SIMPROP_TRIGGERS",
        "QRTZ_SIMPLE_TRIGGERS", "QRTZ_CRON_TRIGGERS", "QRTZ_BLOB_TRIGGERS", "QRTZ_TRIGGERS", "QRTZ_JOB_DETAILS", "QRTZ_CALENDARS",
        "QRTZ_EXECUTION_HISTORY", "QRTZ_MISFIRE_HISTORY", "QRTZ_JOB_STATUS",
    ];

    public static string Create(string text, string flag, string no, string bytes) =>
        $"""
        CREATE TABLE QRTZ_JOB_DETAILS (
            SCHED_NAME {text} NOT NULL, JOB_NAME {text} NOT NULL, JOB_GROUP {text} NOT NULL, DESCRIPTION {text}, JOB_CLASS_NAME {text} NOT NULL,
            IS_DURABLE {flag} NOT NULL, IS_NONCONCURRENT {flag} NOT NULL, IS_UPDATE_DATA {flag} NOT NULL, REQUESTS_RECOVERY {flag} NOT NULL, JOB_DATA {bytes},
            PRIMARY KEY (SCHED_NAME, JOB_NAME, JOB_GROUP));
        CREATE TABLE QRTZ_TRIGGERS (
            SCHED_NAME {text} NOT NULL, TRIGGER_NAME {text} NOT NULL, TRIGGER_GROUP {text} NOT NULL, JOB_NAME {text} NOT NULL, JOB_GROUP {text} NOT NULL,
            DESCRIPTION {text},
            NEXT_FIRE_TIME BIGINT, PREV_FIRE_TIME BIGINT, PRIORITY INTEGER, TRIGGER_STATE {text} NOT NULL, TRIGGER_TYPE {text} NOT NULL,
            START_TIME BIGINT NOT NULL, END_TIME BIGINT,
            CALENDAR_NAME {text}, MISFIRE_INSTR INTEGER, MISFIRE_ORIG_FIRE_TIME BIGINT, EXECUTION_GROUP {text}, PREFERRED_NODE {text},
            PREFERRED_NODE_AUTO {flag} NOT NULL DEFAULT {no},
            RETRY_POLICY {text}, RETRY_ATTEMPT INTEGER, CONTINUES_TRIGGER_NAME {text}, CONTINUES_TRIGGER_GROUP {text}, CONTINUATION_CONDITION INTEGER,
            OVERLAP_POLICY INTEGER,
            PAUSE_REASON {text}, PAUSED_BY {text}, PAUSED_AT BIGINT, MISFIRE_THRESHOLD BIGINT, FIXED_DELAY {flag}, JOB_DATA {bytes},
            PRIMARY KEY (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP),
            FOREIGN KEY (SCHED_NAME, JOB_NAME, JOB_GROUP) REFERENCES QRTZ_JOB_DETAILS (SCHED_NAME, JOB_NAME, JOB_GROUP));
        {Kind("SIMPLE", "REPEAT_COUNT BIGINT NOT NULL, REPEAT_INTERVAL BIGINT NOT NULL, TIMES_TRIGGERED BIGINT NOT NULL", text)}
        {Kind("CRON", $"CRON_EXPRESSION {text} NOT NULL, TIME_ZONE_ID {text}", text)}
        {Kind(
            "SIMPROP",
            $"STR_PROP_1 {text}, STR_PROP_2 {text}, STR_PROP_3 {text}, INT_PROP_1 INTEGER, INT_PROP_2 INTEGER, LONG_PROP_1 BIGINT, LONG_PROP_2 BIGINT, "
            + $"DEC_PROP_1 NUMERIC, DEC_PROP_2 NUMERIC, BOOL_PROP_1 {flag}, BOOL_PROP_2 {flag}, TIME_ZONE_ID {text}",
            text)}
        {Kind("BLOB", $"BLOB_DATA {bytes}", text)}
        CREATE TABLE QRTZ_CALENDARS (SCHED_NAME {text} NOT NULL, CALENDAR_NAME {text} NOT NULL, CALENDAR {bytes} NOT NULL,
            PRIMARY KEY (SCHED_NAME, CALENDAR_NAME));
        CREATE TABLE QRTZ_PAUSED_TRIGGER_GRPS (SCHED_NAME {text} NOT NULL, TRIGGER_GROUP {text} NOT NULL, PAUSE_REASON {text}, PAUSED_BY {text},
            PAUSED_AT BIGINT, PRIMARY KEY (SCHED_NAME, TRIGGER_GROUP));
        CREATE TABLE QRTZ_PAUSED_JOB_GRPS (SCHED_NAME {text} NOT NULL, JOB_GROUP {text} NOT NULL, PAUSE_REASON {text}, PAUSED_BY {text}, PAUSED_AT BIGINT,
            PRIMARY KEY (SCHED_NAME, JOB_GROUP));
        CREATE TABLE QRTZ_FIRED_TRIGGERS (
            SCHED_NAME {text} NOT NULL, ENTRY_ID {text} NOT NULL, TRIGGER_NAME {text} NOT NULL, TRIGGER_GROUP {text} NOT NULL, INSTANCE_NAME {text} NOT NULL,
            FIRED_TIME BIGINT NOT NULL, SCHED_TIME BIGINT NOT NULL, PRIORITY INTEGER NOT NULL, STATE {text} NOT NULL, JOB_NAME {text}, JOB_GROUP {text},
            IS_NONCONCURRENT {flag}, REQUESTS_RECOVERY {flag}, EXECUTION_GROUP {text}, PROGRESS INTEGER, PROGRESS_MESSAGE {text},
            INTERRUPT_REQUESTED_TIME BIGINT,
            PRIMARY KEY (SCHED_NAME, ENTRY_ID));
        CREATE TABLE QRTZ_SCHEDULER_STATE (SCHED_NAME {text} NOT NULL, INSTANCE_NAME {text} NOT NULL, LAST_CHECKIN_TIME BIGINT NOT NULL,
            CHECKIN_INTERVAL BIGINT NOT NULL, QUARTZ_VERSION {text}, PRIMARY KEY (SCHED_NAME, INSTANCE_NAME));
        CREATE TABLE QRTZ_LOCKS (SCHED_NAME {text} NOT NULL, LOCK_NAME {text} NOT NULL, PRIMARY KEY (SCHED_NAME, LOCK_NAME));
        CREATE TABLE QRTZ_EXECUTION_HISTORY (
            SCHED_NAME {text} NOT NULL, ENTRY_ID {text} NOT NULL, INSTANCE_NAME {text} NOT NULL, JOB_NAME {text} NOT NULL, JOB_GROUP {text} NOT NULL,
            TRIGGER_NAME {text} NOT NULL, TRIGGER_GROUP {text} NOT NULL,
            FIRED_TIME BIGINT NOT NULL, RUN_TIME BIGINT NOT NULL, SUCCEEDED {flag} NOT NULL, ERROR_MESSAGE {text}, RETRY_ATTEMPT INTEGER NOT NULL DEFAULT 0,
            RETRY_SCHEDULED {flag} NOT NULL DEFAULT {no},
            EXECUTION_LOG {text}, RESULT INTEGER, SUMMARY {text}, METRICS {text}, MANUAL {flag}, FIRE_INSTANCE_ID {text}, JOB_INPUT {text},
            JOB_INPUT_TOO_LARGE {flag},
            PRIMARY KEY (SCHED_NAME, ENTRY_ID));
        CREATE TABLE QRTZ_MISFIRE_HISTORY (
            SCHED_NAME {text} NOT NULL, ENTRY_ID {text} NOT NULL, INSTANCE_NAME {text} NOT NULL, TRIGGER_NAME {text} NOT NULL, TRIGGER_GROUP {text} NOT NULL,
            JOB_NAME {text}, JOB_GROUP {text},
            MISFIRE_TIME BIGINT NOT NULL, SCHED_TIME BIGINT, REASON INTEGER, PRIMARY KEY (SCHED_NAME, ENTRY_ID));
        CREATE TABLE QRTZ_JOB_STATUS (
            SCHED_NAME {text} NOT NULL, JOB_GROUP {text} NOT NULL, JOB_NAME {text} NOT NULL, FIRST_FIRED_TIME BIGINT NOT NULL,
            LAST_FIRED_TIME BIGINT NOT NULL, LAST_RESULT INTEGER NOT NULL, LAST_RUN_TIME BIGINT NOT NULL,
            LAST_INSTANCE_NAME {text} NOT NULL, LAST_ENTRY_ID {text}, LAST_SUMMARY {text}, LAST_SUCCESS_TIME BIGINT, LAST_FAILURE_TIME BIGINT,
            LAST_FAILURE_MESSAGE {text},
            CONSECUTIVE_FAILURES INTEGER NOT NULL DEFAULT 0, RUN_COUNT BIGINT NOT NULL DEFAULT 0, FAILURE_COUNT BIGINT NOT NULL DEFAULT 0,
            PRIMARY KEY (SCHED_NAME, JOB_GROUP, JOB_NAME));
        CREATE INDEX IDX_QRTZ_T_J ON QRTZ_TRIGGERS (SCHED_NAME, JOB_NAME, JOB_GROUP);
        CREATE INDEX IDX_QRTZ_T_NFT_ST ON QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_STATE, NEXT_FIRE_TIME, PRIORITY DESC, MISFIRE_INSTR);
        CREATE INDEX IDX_QRTZ_FT_INST_JOB_REQ_RCVRY ON QRTZ_FIRED_TRIGGERS (SCHED_NAME, INSTANCE_NAME, REQUESTS_RECOVERY);
        CREATE INDEX IDX_QRTZ_FT_J_G ON QRTZ_FIRED_TRIGGERS (SCHED_NAME, JOB_NAME, JOB_GROUP);
        CREATE INDEX IDX_QRTZ_FT_T_G ON QRTZ_FIRED_TRIGGERS (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP);
        CREATE INDEX IDX_QRTZ_EH_FIRED_TIME ON QRTZ_EXECUTION_HISTORY (SCHED_NAME, FIRED_TIME);
        CREATE INDEX IDX_QRTZ_MH_MISFIRE_TIME ON QRTZ_MISFIRE_HISTORY (SCHED_NAME, MISFIRE_TIME);
        """;

    public static string Drop => string.Join(' ', Names.Select(name => $"DROP TABLE {name};"));

    /// <summary>Each kind of trigger has its own table; its rows are deleted with the trigger.</summary>
    private static string Kind(string kind, string columns, string text) =>
        $"""
        CREATE TABLE QRTZ_{kind}_TRIGGERS (
            SCHED_NAME {text} NOT NULL, TRIGGER_NAME {text} NOT NULL, TRIGGER_GROUP {text} NOT NULL, {columns},
            PRIMARY KEY (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP),
            FOREIGN KEY (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP) REFERENCES QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP) ON DELETE CASCADE);
        """;
}

/// <inheritdoc cref="QuartzTables"/>
[DbContext(typeof(SqlitePortalDb))]
[Migration("20261123235950_QuartzTables")]
public sealed class SqliteQuartzMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(QuartzTables.Create("TEXT", "BIT", "0", "BLOB"));

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(QuartzTables.Drop);
}

/// <inheritdoc cref="QuartzTables"/>
[DbContext(typeof(PostgreSqlPortalDb))]
[Migration("20261123235950_QuartzTables")]
public sealed class PostgreSqlQuartzMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(QuartzTables.Create("TEXT", "BOOL", "FALSE", "BYTEA"));

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(QuartzTables.Drop);
}
