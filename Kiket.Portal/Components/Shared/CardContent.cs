using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Shared;

/// <summary>What the card of an extension shows. Null values are left out.</summary>
/// <param name="Id">The extension's id, which its icon is drawn from where it has none.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Href">Where the card leads.</param>
public sealed record CardContent(string Id, string Name, string Href)
{
    /// <summary>Address of its own icon, in this portal.</summary>
    public string? Icon { get; init; }

    public string? Summary { get; init; }

    public string? Publisher { get; init; }

    /// <summary>The publisher proved control of the repository.</summary>
    public bool IsVerified { get; init; }

    /// <summary>Of 5 stars.</summary>
    public double? Rating { get; init; }

    public int? Installs { get; init; }

    /// <summary>The version shown and when it was released.</summary>
    public string? Version { get; init; }

    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>The publisher's price per month.</summary>
    public Money Amount { get; init; } = Money.Zero;

    /// <summary>What hosting by Kiket costs per month on top.</summary>
    public Money Hosting { get; init; } = Money.Zero;

    public bool IsUsageBased { get; init; }

    /// <summary>The price by usage, as <c>$0.04 per hour</c>; null when it is unknown.</summary>
    public string? Usage { get; init; }

    public RenderFragment? Badges { get; init; }
}
