namespace Kiket.Portal.Checks;

/// <summary>Settings of the checks.</summary>
public sealed class ChecksOptions
{
    public const string Section = "Checks";

    /// <summary>Sanity tests may call loopback, over http and on any port. Development only.</summary>
    public bool AllowLoopback { get; set; }
}
