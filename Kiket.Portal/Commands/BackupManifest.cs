using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kiket.Portal.Data;

namespace Kiket.Portal.Commands;

/// <summary>What a backup says about itself. Written last, so a folder without it is no backup.</summary>
/// <param name="Portal">Version of the portal that made it.</param>
/// <param name="Migration">The newest migration of its database.</param>
internal sealed record BackupManifest(string Portal, DatabaseProvider Provider, DateTimeOffset CreatedAt, string Migration)
{
    public const string FileName = "backup.json";

    /// <summary>The folder in the backup for what is beside the database in the data directory.</summary>
    public const string FilesFolder = "data";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string ThisPortal { get; } =
        typeof(BackupManifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(Path.Combine(folder, FileName), FileMode.CreateNew, FileAccess.Write);
        await JsonSerializer.SerializeAsync(stream, this, Json, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Null when the folder isn't a backup.</summary>
    public static async Task<BackupManifest?> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(Path.Combine(folder, FileName));
            return await JsonSerializer.DeserializeAsync<BackupManifest>(stream, Json, cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }
}
