using System.Text.Json.Serialization;

namespace Kiket.Portal.Releases.Offers;

/// <summary>The support contact of an extension, and how soon it answers.</summary>
/// <param name="FirstResponseHours">The promised first response time in hours of coverage.</param>
/// <param name="Coverage">The hours of support in words, such as "Mon–Fri 9–17 CET", from before there were <see cref="Hours"/>.</param>
public sealed record SupportContact(string? Email = null, string? Url = null, int? FirstResponseHours = null, string? Coverage = null)
{
    /// <summary>The promised time until a ticket is resolved, in hours of coverage; null for no promise.</summary>
    public int? ResolutionHours { get; init; }

    /// <summary>The hours of support; null where there are words alone, or nothing.</summary>
    public SupportHours? Hours { get; init; }

    /// <summary>The hours that response times count: the fields, else what plain words say. Null where nothing can be promised by a clock.</summary>
    [JsonIgnore]
    public SupportHours? Counted => Hours ?? SupportHoursText.Parse(Coverage);

    /// <summary>The hours in words: the publisher's own, or those of the fields.</summary>
    [JsonIgnore]
    public string? HoursInWords => Hours is { } hours ? SupportHoursText.Of(hours) : Coverage;

    /// <summary>As it is frozen.</summary>
    public SupportContact Frozen() => Hours is null ? this : this with { Hours = Hours.Frozen(), Coverage = null };
}
