using Kiket.Portal.Analytics.Ingestion;
using Kiket.Portal.Analytics.Rules;
using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Analytics;

/// <summary>The store of telemetry alone, on either database.</summary>
public sealed class TelemetryBench : IAsyncDisposable
{
    private readonly PortalDatabase _database;

    private TelemetryBench(PortalDatabase database) => _database = database;

    public FakeClock Clock { get; } = new();

    public TelemetryStore Store => _database.Get<TelemetryStore>();

    public StoreTelemetry Writing => _database.Get<StoreTelemetry>();

    public static async Task<TelemetryBench> CreateAsync(DatabaseProvider provider)
    {
        var database = await PortalDatabase.CreateAsync(
            services => services.AddSingleton<TelemetryStore>().AddSingleton<StoreTelemetry>(), provider: provider);
        var bench = new TelemetryBench(database);
        await bench.Store.PrepareAsync(CancellationToken.None);
        return bench;
    }

    public Task MergeAsync() => new MergeTelemetry(Store, Clock).RunAsync(CancellationToken.None);

    public async Task<long> FlushAsync(long writer, AggregateTelemetry totals)
    {
        var batch = totals.Changed();
        var open = await Writing.RunAsync(writer, batch, CancellationToken.None);
        return totals.Stored(batch, open, Clock.GetUtcNow());
    }

    public async Task<List<T>> ReadAsync<T>(string sql, Func<System.Data.Common.DbDataReader, T> row)
    {
        await using var connection = await Store.OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Of the tests themselves.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    /// <summary>A number that a query counts.</summary>
    public async Task<long> CountAsync(string sql) => (await ReadAsync(sql, row => row.IsDBNull(0) ? 0 : Convert.ToInt64(row.GetValue(0), null)))[0];

    public Task<long> CallsAsync() => CountAsync("SELECT sum(ok + errors) FROM telemetry_slots");

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}

/// <summary>An extension that has sent nothing yet, with two releases.</summary>
public sealed class NothingKnown : IKnownNames
{
    public Task<IReadOnlyCollection<string>> EventsAsync(Guid extension, TelemetrySource source, int day, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<string>>([]);

    public Task<IReadOnlyCollection<string>> GroupsAsync(Guid extension, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<string>>([]);

    public Task<bool> IsReleaseAsync(Guid extension, string version, CancellationToken cancellationToken) =>
        Task.FromResult(version is "1.0.0" or "1.1.0");
}

/// <summary>Makes events.</summary>
public static class Sent
{
    public static readonly Guid Extension = new("7c9e6679-7425-40de-944b-e07fc1f90ae7");

    public static TelemetrySender Publisher { get; } =
        new(TelemetrySource.Publisher, Extension, "dev.acme.alerts", Guid.NewGuid(), Guid.Empty, Release: null, WithTexts: true);

    public static TelemetrySender Unverified { get; } =
        new(TelemetrySource.Unverified, Extension, "dev.acme.alerts", TokenId: null, Guid.Empty, Release: null, WithTexts: false);

    public static TelemetrySender Hosted(Guid installation, bool withTexts = true) =>
        new(TelemetrySource.Hosted, Extension, "dev.acme.alerts", Guid.NewGuid(), installation, "1.1.0", withTexts);

    public static SentEvent Ok(double milliseconds = 10, string name = "issue.created", string? version = "1.0.0") =>
        new(name, IsError: false, milliseconds, SentAt: null, "dev.acme.alerts", version, "", "");

    public static SentEvent Failed(string message = "boom", string errorClass = "TypeError", string? version = "1.0.0") =>
        new("issue.created", IsError: true, 20, SentAt: null, "dev.acme.alerts", version, errorClass, message);

    public static async Task AddAsync(this AggregateTelemetry totals, TelemetrySender sender, SentEvent sent, DateTimeOffset at, int times = 1)
    {
        for (var time = 0; time < times; time++)
        {
            await totals.AddAsync(new ReceivedEvent(sender, sent, at), CancellationToken.None);
        }
    }
}
