using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Submissions;

/// <summary>A field for an amount that is stored as a whole number: cents, millionths of a dollar, or units.</summary>
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

    /// <summary>Called with the number, null for an empty field, and <see cref="Unusable"/> for text that is not such a number.</summary>
    [Parameter, EditorRequired] public required Func<long?, Task> Changed { get; set; }

    /// <summary>How many digits after the point: 2 for cents, 6 for millionths, 0 for units.</summary>
    [Parameter] public int Decimals { get; set; }

    /// <summary>What the rules say about the stored number.</summary>
    [Parameter] public string? Problem { get; set; }

    [Parameter] public string? Help { get; set; }

    /// <summary>Stored for text that cannot be used, so that the rules refuse it and no older number counts by mistake.</summary>
    public const long Unusable = -1;

    private bool IsMoney => Decimals > 0;

    private MudBlazor.InputMode Mode => IsMoney ? MudBlazor.InputMode.@decimal : MudBlazor.InputMode.numeric;

    private string? Wrong => _problem ?? Problem;

    protected override void OnParametersSet()
    {
        // Only a change from elsewhere replaces what is being typed: "9." must not become "9". Some prices treat empty and
        // 0 the same, and "0" on the way to "0.05" comes back as empty.
        if (!_shown || (Value ?? 0) != (_reported ?? 0))
        {
            (_shown, _reported, _problem) = (true, Value, null);
            _text = Value is null or Unusable ? "" : (Value.Value / Scale).ToString("0.######", CultureInfo.InvariantCulture);
        }
    }

    private decimal Scale => (decimal)Math.Pow(10, Decimals);

    private Task TypedAsync(string text)
    {
        _text = text;
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
            return (Unusable, IsMoney ? "Enter an amount with a point, such as 9.50." : "Enter a whole number, such as 1000.");
        }

        if (number < 0)
        {
            return (Unusable, "Enter zero or more.");
        }

        if (Decimals < number.Scale && decimal.Round(number, Decimals) != number)
        {
            return (Unusable, Decimals == 0 ? "Enter a whole number. Units cannot be divided." : $"Use at most {Decimals} digits after the point.");
        }

        return number > long.MaxValue / Scale ? (Unusable, "This number is too large.") : ((long)(number * Scale), null);
    }
}
