namespace Kiket.Portal.Secrets;

/// <summary>A secret that can't be printed: logs, errors and JSON show only its last four characters.</summary>
public sealed class SecretText(string value)
{
    /// <summary>A shorter secret would be half shown.</summary>
    private const int ShownFrom = 9;

    /// <summary>To show which one is stored; empty for a short one.</summary>
    public string LastFour { get; } = value.Length >= ShownFrom ? value[^4..] : "";

    /// <summary>The secret itself, for the call that needs it and for encrypting it at rest. For nothing else.</summary>
    public string Reveal() => value;

    public override string ToString() => $"…{LastFour}";
}
