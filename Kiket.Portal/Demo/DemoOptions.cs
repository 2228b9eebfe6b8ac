namespace Kiket.Portal.Demo;

/// <summary>The <c>Demo:</c> settings.</summary>
public sealed class DemoOptions
{
    public const string Section = "Demo";

    /// <summary>On in Development when not set, off elsewhere, and refused in Production.</summary>
    public bool? Enabled { get; set; }

    /// <summary>What the portal's clock shows when it starts, such as 2026-03-12T15:20:00Z; it runs on from there.</summary>
    public DateTimeOffset? Clock { get; set; }

    public DemoTokenOptions Tokens { get; set; } = new();
}

/// <summary>Fixed API tokens for the demo people, for scripts.</summary>
public sealed class DemoTokenOptions
{
    public string? Publisher { get; set; }

    public string? Reviewer { get; set; }

    public string? SecondReviewer { get; set; }

    public string? Customer { get; set; }

    public string? Operator { get; set; }

    public string? SecondOperator { get; set; }
}
