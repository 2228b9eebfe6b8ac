namespace Kiket.Portal.Releases.Offers;

/// <summary>The support contact of an extension, and how soon it answers.</summary>
/// <param name="FirstResponseHours">The promised first response time in hours of coverage.</param>
/// <param name="Coverage">The hours of support, such as "Mon–Fri 9–17 CET".</param>
public sealed record SupportContact(string? Email = null, string? Url = null, int? FirstResponseHours = null, string? Coverage = null);
