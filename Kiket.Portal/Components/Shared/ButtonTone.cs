namespace Kiket.Portal.Components.Shared;

/// <summary>What a button is for. A group of buttons has one primary button at most.</summary>
public enum ButtonTone
{
    Plain,

    /// <summary>The main action of the page.</summary>
    Primary,

    /// <summary>Cancels, dismisses, or repeats in every row of a table.</summary>
    Quiet,

    /// <summary>Removes something.</summary>
    Danger,

    /// <summary>A small round button that is on or off (<c>aria-pressed</c>).</summary>
    Chip,
}
