namespace Kiket.Portal.Analytics.Store;

/// <summary>
/// The tables of the telemetry store. Ids are texts, empty for none; instants are UTC ticks; slots are as
/// <see cref="Rules.Slot"/> counts them; days are day numbers.
/// </summary>
internal static class TelemetryTables
{
    private const string All =
        """
        CREATE TABLE IF NOT EXISTS telemetry_state (name text PRIMARY KEY, value bigint NOT NULL);
        INSERT INTO telemetry_state (name, value) VALUES ('merged_until', 0), ('days_until', 0) ON CONFLICT (name) DO NOTHING;

        CREATE TABLE IF NOT EXISTS telemetry_slots (
            extension text NOT NULL, slot bigint NOT NULL, release text NOT NULL, source bigint NOT NULL, event text NOT NULL,
            installation text NOT NULL, writer bigint NOT NULL,
            ok bigint NOT NULL, errors bigint NOT NULL, sum_us bigint NOT NULL, max_us bigint NOT NULL, latency blob NOT NULL,
            PRIMARY KEY (extension, slot, release, source, event, installation, writer));
        CREATE INDEX IF NOT EXISTS telemetry_slots_by_slot ON telemetry_slots (slot, writer);
        CREATE INDEX IF NOT EXISTS telemetry_slots_by_installation ON telemetry_slots (installation, slot) WHERE installation <> '';

        CREATE TABLE IF NOT EXISTS telemetry_days (
            extension text NOT NULL, day bigint NOT NULL, release text NOT NULL, source bigint NOT NULL, event text NOT NULL,
            ok bigint NOT NULL, errors bigint NOT NULL, sum_us bigint NOT NULL, max_us bigint NOT NULL, latency blob NOT NULL,
            PRIMARY KEY (extension, day, release, source, event));

        CREATE TABLE IF NOT EXISTS telemetry_samples (
            id text PRIMARY KEY, extension text NOT NULL, fingerprint text NOT NULL, day bigint NOT NULL, at bigint NOT NULL, sent_at bigint NOT NULL,
            release text NOT NULL, source bigint NOT NULL, event text NOT NULL, installation text NOT NULL, class text NOT NULL, message text NOT NULL);
        CREATE INDEX IF NOT EXISTS telemetry_samples_by_group ON telemetry_samples (extension, fingerprint, day);
        CREATE INDEX IF NOT EXISTS telemetry_samples_by_time ON telemetry_samples (extension, at);
        CREATE INDEX IF NOT EXISTS telemetry_samples_by_day ON telemetry_samples (day);
        CREATE INDEX IF NOT EXISTS telemetry_samples_by_installation ON telemetry_samples (installation, at) WHERE installation <> '';

        CREATE TABLE IF NOT EXISTS error_groups (
            extension text NOT NULL, fingerprint text NOT NULL, class text NOT NULL, message text NOT NULL,
            first_release text NOT NULL, first_at bigint NOT NULL, last_release text NOT NULL, last_at bigint NOT NULL,
            PRIMARY KEY (extension, fingerprint));

        CREATE TABLE IF NOT EXISTS error_days (
            extension text NOT NULL, fingerprint text NOT NULL, day bigint NOT NULL, release text NOT NULL, writer bigint NOT NULL, errors bigint NOT NULL,
            PRIMARY KEY (extension, fingerprint, day, release, writer));

        CREATE TABLE IF NOT EXISTS installation_events (
            id text PRIMARY KEY, extension text NOT NULL, installation text NOT NULL, kind text NOT NULL,
            from_release text NOT NULL, to_release text NOT NULL, by_person text NOT NULL, reason text NOT NULL, at bigint NOT NULL);
        CREATE INDEX IF NOT EXISTS installation_events_by_extension ON installation_events (extension, at);

        CREATE TABLE IF NOT EXISTS installation_days (
            extension text NOT NULL, day bigint NOT NULL, release text NOT NULL,
            active bigint NOT NULL, installed bigint NOT NULL, uninstalled bigint NOT NULL,
            PRIMARY KEY (extension, day, release));

        CREATE TABLE IF NOT EXISTS listing_view_days (
            extension text NOT NULL, day bigint NOT NULL, page text NOT NULL, writer bigint NOT NULL, views bigint NOT NULL,
            PRIMARY KEY (extension, day, page, writer));
        """;

    public static string Sql(bool isPostgreSql) =>
        isPostgreSql ? All.Replace("latency blob", "latency bytea", StringComparison.Ordinal) : All;
}
