using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// A PostgreSQL of the tests' own, made from the distribution's programs on a loopback port and a fresh directory, once per run
/// and for all tests. Tests that start whole portals on it join <see cref="Collection"/>, so that they take turns.
/// </summary>
public sealed class PostgreSqlServer
{
    public const string Collection = "PostgreSQL";

    /// <summary>initdb refuses to run as root; the package brings a user for it.</summary>
    private const string Account = "postgres";

    private static readonly Lazy<Task<Cluster>> Started = new(Cluster.StartAsync);

    private static int _databases;

    /// <summary>A connection string to a database that did not exist before.</summary>
    /// <param name="template">The database that it is a copy of; nobody may be connected to that.</param>
    public static async Task<string> NewDatabaseAsync(string? template = null)
    {
        var cluster = await Started.Value;
        var name = string.Create(CultureInfo.InvariantCulture, $"portal_{Interlocked.Increment(ref _databases)}");
        await cluster.ExecuteAsync($"CREATE DATABASE {name}{(template is null ? "" : $" TEMPLATE {template}")}");
        return cluster.Connection(name);
    }

    /// <summary>Deletes a database, whoever is still connected to it.</summary>
    public static async Task DropDatabaseAsync(string connection) =>
        await (await Started.Value).ExecuteAsync($"DROP DATABASE IF EXISTS {NameOf(connection)} WITH (FORCE)");

    /// <summary>Breaks connections to a database, as a restart of the server does.</summary>
    /// <param name="application">The name that they gave themselves.</param>
    public static async Task DisconnectAsync(string connection, string application) =>
        await (await Started.Value).ExecuteAsync(
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{NameOf(connection)}' AND application_name = '{application}'");

    public static string NameOf(string connection) => new NpgsqlConnectionStringBuilder(connection).Database!;

    public Task<string> CreateDatabaseAsync() => NewDatabaseAsync();

    private sealed class Cluster(string programs, string directory, int port)
    {
        public static async Task<Cluster> StartAsync()
        {
            if (Programs() is null)
            {
                await Shell.InstallAsync("postgresql");
            }

            var programs = Programs() ?? throw new InvalidOperationException("PostgreSQL was installed, yet initdb is not where it should be.");
            var directory = Places.Temporary();
            if (Environment.IsPrivilegedProcess)
            {
                await Shell.RunAsync("chown", "-R", Account, directory);
            }

            var cluster = new Cluster(programs, directory, Ports.Free());
            await cluster.RunAsync("initdb", "-D", cluster.Data, "-U", Account, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync");
            await cluster.RunAsync(
                "pg_ctl", "start", "-w", "-t", "60", "-D", cluster.Data, "-l", Path.Combine(directory, "log"),
                "-o", $"-h 127.0.0.1 -p {cluster.Port} -k {directory} -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300");
            AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.Stop();
            return cluster;
        }

        public string Connection(string database) => $"Host=127.0.0.1;Port={Port};Username={Account};Database={database};Maximum Pool Size=20";

        public async Task ExecuteAsync(string statement)
        {
            await using var connection = new NpgsqlConnection(Connection("postgres"));
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 120 };
            await command.ExecuteNonQueryAsync();
        }

        private string Port => port.ToString(CultureInfo.InvariantCulture);

        private string Data => Path.Combine(directory, "data");

        private void Stop()
        {
            var (program, arguments) = Command("pg_ctl", "stop", "-m", "immediate", "-D", Data);
            using var stopping = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            });
            stopping?.WaitForExit();
            Places.Remove(directory);
        }

        private Task RunAsync(string program, params string[] arguments)
        {
            var (file, all) = Command(program, arguments);
            return Shell.RunAsync(file, all);
        }

        private (string Program, string[] Arguments) Command(string program, params string[] arguments)
        {
            var path = Path.Combine(programs, program);
            return Environment.IsPrivilegedProcess ? ("runuser", ["-u", Account, "--", path, .. arguments]) : (path, arguments);
        }

        /// <summary>The newest version's, for Debian keeps each under a directory of its own.</summary>
        private static string? Programs()
        {
            const string Versions = "/usr/lib/postgresql";
            string[] places = Directory.Exists(Versions)
                ? [.. Directory.GetDirectories(Versions).OrderByDescending(VersionOf).Select(path => Path.Combine(path, "bin"))]
                : [];
            return places
                .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
                .FirstOrDefault(place => File.Exists(Path.Combine(place, "initdb")));
        }

        private static int VersionOf(string path) => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var version) ? version : 0;
    }
}

[CollectionDefinition(PostgreSqlServer.Collection)]
public sealed class PostgreSqlTests : ICollectionFixture<PostgreSqlServer>;
