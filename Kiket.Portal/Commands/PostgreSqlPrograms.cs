using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Kiket.Portal.Commands;

/// <summary>PostgreSQL's own <c>pg_dump</c> and <c>pg_restore</c>, which alone know how to copy a database of their version.</summary>
internal sealed class PostgreSqlPrograms(IConfiguration configuration)
{
    private const int ConnectSeconds = 15;

    private readonly NpgsqlConnectionStringBuilder _connection = new(configuration.GetConnectionString("Portal"));

    public string Database => _connection.Database ?? _connection.Username ?? "postgres";

    /// <summary>Whether the program is in one of the folders of <c>PATH</c>.</summary>
    public bool Has(string program) => Find(program) is not null;

    /// <summary>How a person calls the program; without the password, which they enter.</summary>
    public string Call(string program, string arguments) =>
        FormattableString.Invariant($"{program} {arguments} --host={_connection.Host} --port={_connection.Port} ")
        + $"--username={_connection.Username} --dbname={Database}";

    /// <returns>What the program said when it failed; null when it succeeded.</returns>
    public async Task<string?> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Find(program) ?? program, arguments) { UseShellExecute = false, RedirectStandardError = true };
        foreach (var (name, value) in Variables().Where(variable => !string.IsNullOrEmpty(variable.Value)))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new IOException($"{program} did not start.");
        try
        {
            var said = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? null : said.Trim();
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>Everything by environment, because other people of the machine can read arguments.</summary>
    private IEnumerable<(string Name, string? Value)> Variables() =>
    [
        ("PGHOST", _connection.Host),
        ("PGPORT", _connection.Port.ToString(CultureInfo.InvariantCulture)),
        ("PGUSER", _connection.Username),
        ("PGPASSWORD", _connection.Password),
        ("PGPASSFILE", _connection.Passfile),
        ("PGDATABASE", Database),
        ("PGSSLMODE", SslMode()),
        ("PGSSLROOTCERT", _connection.RootCertificate),
        ("PGCONNECT_TIMEOUT", ConnectSeconds.ToString(CultureInfo.InvariantCulture)),
    ];

    private string SslMode() => _connection.SslMode switch
    {
        Npgsql.SslMode.VerifyCA => "verify-ca",
        Npgsql.SslMode.VerifyFull => "verify-full",
        var other => other.ToString().ToLowerInvariant(),
    };

    private string? Find(string program)
    {
        var name = OperatingSystem.IsWindows() ? program + ".exe" : program;
        return (configuration["PATH"] ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }
}
