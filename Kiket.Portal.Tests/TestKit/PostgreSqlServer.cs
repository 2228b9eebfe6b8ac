using System.Globalization;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// A PostgreSQL of the tests' own, made from the distribution's programs on a loopback port and a fresh directory.
/// Tests that want it join <see cref="Collection"/>.
/// </summary>
public sealed class PostgreSqlServer : IAsyncLifetime
{
    public const string Collection = "PostgreSQL";

    /// <summary>initdb refuses to run as root; the package brings a user for it.</summary>
    private const string Account = "postgres";

    private readonly string _directory = Places.Temporary();
    private readonly int _port = Ports.Free();
    private int _databases;
    private string? _programs;

    /// <summary>A connection string to a database that did not exist before.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"portal_{Interlocked.Increment(ref _databases)}");
        await RunAsync("psql", "-h", "127.0.0.1", "-p", Port, "-U", Account, "-c", $"CREATE DATABASE {name}", Account);
        return $"Host=127.0.0.1;Port={Port};Username={Account};Database={name};Maximum Pool Size=20";
    }

    public async Task InitializeAsync()
    {
        if (Programs() is null)
        {
            await Shell.InstallAsync("postgresql");
        }

        _programs = Programs() ?? throw new InvalidOperationException("PostgreSQL was installed, yet initdb is not where it should be.");
        if (Environment.IsPrivilegedProcess)
        {
            await Shell.RunAsync("chown", "-R", Account, _directory);
        }

        var data = Path.Combine(_directory, "data");
        await RunAsync("initdb", "-D", data, "-U", Account, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync");
        await RunAsync(
            "pg_ctl", "start", "-w", "-t", "60", "-D", data, "-l", Path.Combine(_directory, "log"),
            "-o", $"-h 127.0.0.1 -p {Port} -k {_directory} -c fsync=off");
    }

    public async Task DisposeAsync()
    {
        if (_programs is not null)
        {
            await RunAsync("pg_ctl", "stop", "-m", "immediate", "-D", Path.Combine(_directory, "data"));
        }

        Places.Remove(_directory);
    }

    private string Port => _port.ToString(CultureInfo.InvariantCulture);

    private Task RunAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs!, program);
        return Environment.IsPrivilegedProcess
            ? Shell.RunAsync("runuser", ["-u", Account, "--", path, .. arguments])
            : Shell.RunAsync(path, arguments);
    }

    /// <summary>The newest version's, for Debian keeps each under a directory of its own.</summary>
    private static string? Programs()
    {
        const string Versions = "/usr/lib/postgresql";
        string[] places = Directory.Exists(Versions)
            ? [.. Directory.GetDirectories(Versions).OrderByDescending(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var version) ? version : 0).Select(path => Path.Combine(path, "bin"))]
            : [];
        return places
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(place => File.Exists(Path.Combine(place, "initdb")));
    }
}

[CollectionDefinition(PostgreSqlServer.Collection)]
public sealed class PostgreSqlTests : ICollectionFixture<PostgreSqlServer>;
