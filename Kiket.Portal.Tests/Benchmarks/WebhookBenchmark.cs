using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Tests.TestKit;
using Kiket.Portal.Tests.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>
/// Deliveries that the portal accepts in a second, beside a bare endpoint that verifies the signature and inserts the delivery
/// with its body into SQLite: each in a transaction of its own, synchronous FULL. Both take turns in one run.
/// </summary>
internal static class WebhookBenchmark
{
    private const int Rounds = 5;
    private const int BodyBytes = 10 * 1024;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(4);

    public static async Task RunAsync()
    {
        await using var bench = await StormBench.StartAsync(1, "Production");
        var repository = bench.Repositories[0];
        var padding = $"\"padding\":\"{Convert.ToHexString(RandomNumberGenerator.GetBytes(BodyBytes / 2))[..(BodyBytes - 500)]}\",";
        var body = Pushed.Body(repository.GitHubId, fullName: $"acme/{repository.Name}", after: bench.Head(repository), more: padding);
        var directory = Places.Temporary();
        await using var bare = await BareAsync(Path.Combine(directory, "bare.db"), Encoding.UTF8.GetBytes(repository.Secret));
        var request = new HttpLoad.Delivery(Pushed.Address, Pushed.Sign(repository.Secret, body), body);

        Console.WriteLine(
            $"{Environment.ProcessorCount} processors, {Rounds} rounds of {Turn.TotalSeconds:0} s a side in turn, bodies of {body.Length:#,0} bytes.");
        List<double> ours = [], theirs = [];
        // Until the runtime has compiled what runs often; before that, a fifth of the time is the compiler's.
        await HttpLoad.RateAsync(bench.Portal.Address, request, Turn * 5);
        await HttpLoad.RateAsync(new Uri(bare.Urls.First()), request, Turn);
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await HttpLoad.RateAsync(bench.Portal.Address, request, Turn));
            theirs.Add(await HttpLoad.RateAsync(new Uri(bare.Urls.First()), request, Turn));
        }

        var (mine, other) = (new Figures(ours), new Figures(theirs));
        Table.Head("Deliveries", "Portal, accepted/s", "Bare endpoint, FULL, /s", "Ratio (goal 0.5)");
        Table.Row("10 KB", mine.ToString(), other.ToString(), (mine.Median / other.Median).ToString("0.00", CultureInfo.InvariantCulture));
        Places.Remove(directory);
    }

    private static async Task<WebApplication> BareAsync(string file, byte[] secret)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var connection = new SqliteConnection($"Data Source={file}");
        await connection.OpenAsync();
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        Execute(connection, "CREATE TABLE deliveries (id TEXT PRIMARY KEY, at INTEGER, body BLOB)");
        var turns = new SemaphoreSlim(1);
        app.MapPost(Pushed.Address, async context =>
        {
            using var memory = new MemoryStream();
            await context.Request.Body.CopyToAsync(memory);
            var body = memory.ToArray();
            var expected = HMACSHA256.HashData(secret, body);
            var signature = Convert.FromHexString(context.Request.Headers["X-Hub-Signature-256"].ToString().AsSpan(7));
            if (!CryptographicOperations.FixedTimeEquals(expected, signature))
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }

            await turns.WaitAsync();
            try
            {
                using var command = connection.CreateCommand();
                command.CommandText = "INSERT INTO deliveries VALUES ($id, $at, $body)";
                command.Parameters.AddWithValue("$id", context.Request.Headers["X-GitHub-Delivery"].ToString());
                command.Parameters.AddWithValue("$at", DateTimeOffset.UtcNow.UtcTicks);
                command.Parameters.AddWithValue("$body", body);
                command.ExecuteNonQuery();
            }
            finally
            {
                turns.Release();
            }

            context.Response.StatusCode = StatusCodes.Status202Accepted;
        });
        app.Lifetime.ApplicationStopped.Register(connection.Dispose);
        await app.StartAsync();
        return app;
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
