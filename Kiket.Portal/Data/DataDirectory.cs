using Kiket.Portal.Foundation;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Data;

/// <summary>The one directory that the portal writes to, and the names inside it.</summary>
public sealed class DataDirectory
{
    public DataDirectory(IOptions<PortalOptions> options, IHostEnvironment environment)
    {
        var configured = options.Value.DataDirectory;
        Root = configured.Length > 0 ? Path.GetFullPath(configured) : Default(environment);
        try
        {
            CreatePrivate(Root);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(exception);
        }
    }

    public string Root { get; }

    public string DatabaseFile => Path.Combine(Root, "portal.db");

    /// <summary>What extensions report, apart from everything else, so that a storm of it never holds the portal's one writer.</summary>
    public string TelemetryFile => Path.Combine(Root, "telemetry.db");

    /// <summary>A folder below the root, created if needed. On Unix only the portal's user can open it.</summary>
    public string Private(string name)
    {
        var path = Path.Combine(Root, name);
        CreatePrivate(path);
        return path;
    }

    /// <summary>The refusal to start with a directory that can't be used.</summary>
    internal CannotStartException Unusable(Exception cause) => new(
        $"It can't write to {Root} ({cause.Message}). Give its user the right to write there, or choose another folder with Portal:DataDirectory.",
        cause);

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static string Default(IHostEnvironment environment)
    {
        // In Development the content root is the project folder, and the solution is one folder up.
        var root = environment.IsDevelopment()
            ? Directory.GetParent(environment.ContentRootPath)?.FullName ?? environment.ContentRootPath
            : environment.ContentRootPath;
        return Path.Combine(root, "data");
    }
}
