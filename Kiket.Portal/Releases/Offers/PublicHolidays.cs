using Kiket.Portal.Foundation;
using NodaTime.TimeZones;
using PublicHoliday;

namespace Kiket.Portal.Releases.Offers;

/// <summary>
/// Public holidays of whole countries, as proposals: a publisher ticks those on which nobody answers. Holidays of regions, and those that a
/// government moves at short notice, are not all known.
/// </summary>
public static class PublicHolidays
{
    private static readonly IReadOnlyDictionary<string, (string Name, Func<IPublicHolidays> Calendar)> Calendars =
        new Dictionary<string, (string Name, Func<IPublicHolidays> Calendar)>(StringComparer.Ordinal)
        {
            ["AT"] = ("Austria", () => new AustriaPublicHoliday()),
            ["AU"] = ("Australia", () => new AustraliaPublicHoliday()),
            ["BE"] = ("Belgium", () => new BelgiumPublicHoliday()),
            ["BR"] = ("Brazil", () => new BrazilPublicHoliday()),
            ["CA"] = ("Canada", () => new CanadaPublicHoliday()),
            ["CH"] = ("Switzerland", () => new SwitzerlandPublicHoliday()),
            ["CZ"] = ("Czechia", () => new CzechRepublicPublicHoliday()),
            ["DE"] = ("Germany", () => new GermanPublicHoliday()),
            ["DK"] = ("Denmark", () => new DenmarkPublicHoliday()),
            ["EE"] = ("Estonia", () => new EstoniaPublicHoliday()),
            ["ES"] = ("Spain", () => new SpainPublicHoliday()),
            ["FI"] = ("Finland", () => new FinlandPublicHoliday()),
            ["FR"] = ("France", () => new FrancePublicHoliday()),
            ["GB"] = ("United Kingdom", () => new UKBankHoliday()),
            ["GR"] = ("Greece", () => new GreecePublicHoliday()),
            ["HR"] = ("Croatia", () => new CroatiaPublicHoliday()),
            ["HU"] = ("Hungary", () => new HungaryPublicHoliday()),
            ["IE"] = ("Ireland", () => new IrelandPublicHoliday()),
            ["IT"] = ("Italy", () => new ItalyPublicHoliday()),
            ["JP"] = ("Japan", () => new JapanPublicHoliday()),
            ["LT"] = ("Lithuania", () => new LithuaniaPublicHoliday()),
            ["LU"] = ("Luxembourg", () => new LuxembourgPublicHoliday()),
            ["MX"] = ("Mexico", () => new MexicoPublicHoliday()),
            ["NL"] = ("Netherlands", () => new DutchPublicHoliday()),
            ["NO"] = ("Norway", () => new NorwayPublicHoliday()),
            ["NZ"] = ("New Zealand", () => new NewZealandPublicHoliday()),
            ["PL"] = ("Poland", () => new PolandPublicHoliday()),
            ["PT"] = ("Portugal", () => new PortugalPublicHoliday()),
            ["RO"] = ("Romania", () => new RomanianPublicHoliday()),
            ["SE"] = ("Sweden", () => new SwedenPublicHoliday()),
            ["SI"] = ("Slovenia", () => new SloveniaPublicHoliday()),
            ["SK"] = ("Slovakia", () => new SlovakiaPublicHoliday()),
            ["US"] = ("United States", () => new USAPublicHoliday()),
            ["ZA"] = ("South Africa", () => new SouthAfricaPublicHoliday()),
        };

    /// <summary>Names by ISO 3166 codes of two letters.</summary>
    public static IReadOnlyDictionary<string, string> Countries { get; } =
        Calendars.ToDictionary(country => country.Key, country => country.Value.Name, StringComparer.Ordinal);

    /// <summary>The country in which a time zone lies; null when it is none of <see cref="Countries"/>.</summary>
    public static string? CountryOf(string timeZone) =>
        TzdbDateTimeZoneSource.Default.ZoneLocations?.FirstOrDefault(place => place.ZoneId == timeZone)?.CountryCode is { } code
            && Calendars.ContainsKey(code)
            ? code
            : null;

    /// <summary>The holidays of a year in their order; none for an unknown country.</summary>
    public static IReadOnlyList<SupportHoliday> Of(string country, int year) => !Calendars.TryGetValue(country, out var found)
        ? []
        :
        [
            // Two can fall on one day: in 2027 Whit Monday is Norway's 17 May.
            .. found.Calendar().PublicHolidayNames(year)
                .GroupBy(holiday => DateOnly.FromDateTime(holiday.Key), holiday => PlainText.OneLine(holiday.Value))
                .OrderBy(day => day.Key)
                .Select(day => new SupportHoliday(day.Key, Short(string.Join(", ", day)))),
        ];

    private static string Short(string name) => name.Length <= SupportHours.MaxHolidayName ? name : name[..SupportHours.MaxHolidayName];
}
