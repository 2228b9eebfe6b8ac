using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Submissions;

/// <summary>A field for an amount that is kept as a whole number: cents, millionths of a dollar, or units.</summary>
public sealed partial class AmountField
{
    private string _text = "";
    private long? _reported;
    private bool _shown;
    private string? _problem;

    [Parameter, EditorRequired] public required string Id { get; set; }

    [Parameter, EditorRequired] public required string Label { get; set; }

    /// <summary>In units of 10^-<see cref="Decimals"/>; null for an empty field.</summary>
    [Parameter] public long? Value { get; set; }

    /// <summary>The number taken, null for an empty field, and <see cref="Unusable"/> for what is no such number.</summary>
    [Parameter, EditorRequired] public required Func<long?, Task> Changed { get; set; }

    /// <summary>How many digits may stand behind the point: 2 for cents, 6 for millionths, 0 for units.</summary>
    [Parameter] public int Decimals { get; set; }

    /// <summary>What the rules say of the number that is kept.</summary>
    [Parameter] public string? Problem { get; set; }

    [Parameter] public string? Help { get; set; }

    /// <summary>Kept for what cannot be taken, so that the rules refuse it and no older number counts by mistake.</summary>
    public const long Unusable = -1;

    private bool IsMoney => Decimals > 0;

    private MudBlazor.InputMode Mode => IsMoney ? MudBlazor.InputMode.@decimal : MudBlazor.InputMode.numeric;

    private string? Wrong => _problem ?? Problem;

    protected override void OnParametersSet()
    {
        // Only a change from elsewhere replaces what is being typed: "9." must not become "9". Nothing and 0 are one to
        // some prices, and "0" on the way to "0.05" comes back as nothing.
        if (!_shown || (Value ?? 0) != (_reported ?? 0))
        {
            (_shown, _reported, _problem) = (true, Value, null);
            _text = Value is null or Unusable ? "" : (Value.Value / Scale).ToString("0.######", CultureInfo.InvariantCulture);
        }
    }

    private decimal Scale => (decimal)Math.Pow(10, Decimals);

    private Task TypedAsync(string? text)
    {
        _text = text ?? "";
        (_reported, _problem) = Read(_text.Trim());
        return Changed(_reported);
    }

    private (long?, string?) Read(string text)
    {
        if (text.Length == 0)
        {
            return (null, null);
        }

        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return (Unusable, IsMoney ? "Type an amount with a point, such as 9.50." : "Type a whole number, such as 1000.");
        }

        if (number < 0)
        {
            return (Unusable, "It cannot be below zero.");
        }

        if (Decimals < number.Scale && decimal.Round(number, Decimals) != number)
        {
            return (Unusable, Decimals == 0 ? "Type a whole number: units are not divided." : $"At most {Decimals} digits behind the point.");
        }

        return number > long.MaxValue / Scale ? (Unusable, "This number is too large.") : ((long)(number * Scale), null);
    }
}
