namespace Kiket.Portal.Tests.Architecture;

/// <summary>One route.</summary>
/// <param name="Method">PAGE for a page, ANY for a route that takes every method.</param>
internal sealed record RouteEntry(string Method, string Pattern)
{
    /// <summary>Who may use it by signing in; None for the API.</summary>
    public Who Who { get; init; }

    /// <summary>Which tokens may use it; None for everything but the API.</summary>
    public Scopes Scopes { get; init; }

    /// <summary>Whether it is about one organization, so that another's token finds nothing.</summary>
    public bool OfOrganization { get; init; }

    /// <summary>Whether it takes a publisher's role, so that a plain member's token is refused.</summary>
    public bool NotForMembers { get; init; }

    /// <summary>A whole address, where the samples do not say enough.</summary>
    public string? Address { get; init; }

    /// <summary>Why the test does not call it.</summary>
    public string? NotCalled { get; init; }

    /// <summary>Out of Development it is not there or answers 404.</summary>
    public bool InDevelopment { get; init; }

    public string Key => $"{Method} {Pattern}";
}
