using System.Globalization;

namespace Kiket.Portal.Audit;

/// <summary>Whose log.</summary>
/// <param name="OrganizationId">One organization's; null for the platform's own.</param>
/// <param name="IsEverything">The platform's and every organization's, for operators.</param>
public readonly record struct AuditScope(Guid? OrganizationId, bool IsEverything = false)
{
    /// <summary>In addresses.</summary>
    public const string EverywhereName = "everywhere";

    public static AuditScope Platform => default;

    public static AuditScope Everything => new(null, IsEverything: true);

    public static AuditScope Of(Guid organizationId) => new(organizationId);
}

/// <summary>Which entries of a log. Everything null: all of them.</summary>
/// <param name="Person">A part of the name of who acted.</param>
/// <param name="Kind">The first word of the action, such as <c>member</c>, or all of it.</param>
/// <param name="Subject">A part of what the subject is called.</param>
/// <param name="From">The first day, in UTC.</param>
/// <param name="Until">The last day, in UTC.</param>
public sealed record AuditFilter(string? Person = null, string? Kind = null, string? Subject = null, DateOnly? From = null, DateOnly? Until = null)
{
    /// <summary>No name is longer, and a search of megabytes is no search.</summary>
    private const int MaxText = 100;

    /// <summary>From an address: spaces around a word, empty words and days that aren't any count as nothing.</summary>
    public static AuditFilter Parse(string? person, string? kind, string? subject, string? from, string? until) =>
        new(Text(person), Text(kind), Text(subject), Day(from), Day(until));

    /// <summary>Names and values for an address; what isn't filtered is left out.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Query =>
        new (string Name, string? Value)[]
        {
            ("person", Person), ("kind", Kind), ("subject", Subject), ("from", Text(From)), ("until", Text(Until)),
        }
        .Where(part => part.Value is not null)
        .Select(part => KeyValuePair.Create(part.Name, part.Value));

    /// <summary>As addresses and date fields have it.</summary>
    public static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Text(string? text)
    {
        // A half of a surrogate pair is no text, and no database takes it.
        var trimmed = Foundation.PlainText.WellFormed(text ?? "").Trim();
        return trimmed.Length == 0 ? null : trimmed.Length > MaxText ? trimmed[..MaxText] : trimmed;
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

/// <summary>Where a page of a log begins: after the entry with this instant and id.</summary>
public readonly record struct AuditCursor(DateTimeOffset At, Guid Id)
{
    public static AuditCursor? Parse(string? text) =>
        text?.Split('-', 2) is [var ticks, var id]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTime.MaxValue.Ticks
        && Guid.TryParseExact(id, "N", out var entry)
            ? new AuditCursor(new DateTimeOffset(at, TimeSpan.Zero), entry)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}-{Id:N}");
}

/// <summary>Entries, newest first.</summary>
/// <param name="Older">Where the next page begins; null on the last one.</param>
public sealed record AuditSlice(IReadOnlyList<AuditEntry> Entries, AuditCursor? Older);
