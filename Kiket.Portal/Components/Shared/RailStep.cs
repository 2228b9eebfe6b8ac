namespace Kiket.Portal.Components.Shared;

/// <summary>How far a step is.</summary>
public enum RailStepState
{
    Open,
    Done,
    NeedsAttention,
    Current,
}

/// <summary>One step of a wizard: its title, its address (null while it cannot be reached) and its state.</summary>
public sealed record RailStep(string Title, string? Href, RailStepState State, bool IsCurrent = false);
