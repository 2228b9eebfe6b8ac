using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>
/// The changes to the sample repositories since they were shipped, one JSON object per line. They are replayed over the
/// shipped history at start, which gives the same commits, because author and date are stored with them.
/// </summary>
internal sealed class DemoJournal
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly string _file;

    public DemoJournal(string folder)
    {
        Directory.CreateDirectory(folder);
        _file = Path.Combine(folder, "journal.jsonl");
    }

    /// <summary>Every whole line. A last line cut by a crash was never acknowledged and is dropped.</summary>
    public IReadOnlyList<DemoChange> Read()
    {
        if (!File.Exists(_file))
        {
            return [];
        }

        var text = File.ReadAllText(_file);
        var end = text.LastIndexOf('\n') + 1;
        if (end < text.Length)
        {
            File.WriteAllText(_file, text[..end]);
        }

        return [.. text[..end]
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<DemoChange>(line, Json)!)];
    }

    public void Append(DemoChange change)
    {
        using var stream = new FileStream(_file, FileMode.Append, FileAccess.Write, FileShare.Read);
        stream.Write(JsonSerializer.SerializeToUtf8Bytes(change, Json));
        stream.WriteByte((byte)'\n');
        stream.Flush(flushToDisk: true);
    }
}

/// <summary>One line of the journal.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "change")]
[JsonDerivedType(typeof(Created), "create")]
[JsonDerivedType(typeof(Pushed), "push")]
[JsonDerivedType(typeof(Tagged), "tag")]
[JsonDerivedType(typeof(ReferenceDeleted), "delete_reference")]
[JsonDerivedType(typeof(Renamed), "rename")]
[JsonDerivedType(typeof(VisibilitySet), "visibility")]
[JsonDerivedType(typeof(HookSaved), "hook")]
[JsonDerivedType(typeof(Deleted), "delete")]
internal abstract record DemoChange(long Repository)
{
    public sealed record Created(long Repository, NewDemoRepository Values, DateTimeOffset When) : DemoChange(Repository);

    public sealed record Pushed(long Repository, DemoPush Push) : DemoChange(Repository);

    public sealed record Tagged(long Repository, string Name, string Target, string? Message, string Tagger, DateTimeOffset When)
        : DemoChange(Repository);

    public sealed record ReferenceDeleted(long Repository, string Reference) : DemoChange(Repository);

    public sealed record Renamed(long Repository, string Owner, string Name) : DemoChange(Repository);

    public sealed record VisibilitySet(long Repository, bool IsPrivate) : DemoChange(Repository);

    public sealed record HookSaved(long Repository, DemoHook Hook) : DemoChange(Repository);

    public sealed record Deleted(long Repository) : DemoChange(Repository);
}
