namespace Kiket.Portal.Releases.Offers;

/// <summary>Whom a customer turns to, and how soon they answer.</summary>
/// <param name="FirstResponseHours">The promised first response time in hours of coverage.</param>
/// <param name="Coverage">When somebody is there: "Mon–Fri 9–17 CET".</param>
public sealed record SupportContact(string? Email = null, string? Url = null, int? FirstResponseHours = null, string? Coverage = null);
