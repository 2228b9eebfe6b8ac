using Kiket.Portal.Findings;

namespace Kiket.Portal.Manifests;

/// <summary>Output fields and custom data: M7xx.</summary>
public static class DataRules
{
    public static readonly FindingRule OutputForm = new("M701", FindingLevel.Error,
        "output_fields is a map",
        "Each key is one value that the extension returns.",
        "Write output_fields: with one key: { label: …, type: … } per value.");

    public static readonly FindingRule OutputKey = new("M702", FindingLevel.Error,
        "An output key is in lower case with underscores",
        "Handlers return exactly this key.",
        "Write it like inbox_url.");

    public static readonly FindingRule OutputEntry = new("M703", FindingLevel.Error,
        "An output field is a map",
        "It contains label and type.",
        "Write it like inbox_url: { label: Inbox, type: url }.");

    public static readonly FindingRule OutputType = new("M704", FindingLevel.Error,
        "An output type is copyable, url, code, badge or status",
        "It decides how the value is shown.",
        "Write one of copyable, url, code, badge, status.");

    public static readonly FindingRule OutputHelpUrl = new("M705", FindingLevel.Error,
        "help_url is a web address",
        "Only http and https addresses become links.",
        "Write an address that starts with https://.");

    public static readonly FindingRule OutputLabel = new("M706", FindingLevel.Warning,
        "An output field has a label",
        "Without one, people see the key itself.",
        "Add label:.");

    public static readonly FindingRule OutputIcon = new("M707", FindingLevel.Warning,
        "An output icon is a Bootstrap icon name",
        "Other names show no icon.",
        "Write a name such as link or envelope.");

    public static readonly FindingRule ModuleIdForm = new("M711", FindingLevel.Warning,
        "A module id is in lower case with dots",
        "Parts of the platform reject other spellings.",
        "Write it like dev.acme.alerts.sent.");

    public static readonly FindingRule Operation = new("M712", FindingLevel.Error,
        "Custom data operations are read, write, delete and admin",
        "The data API has these four.",
        "Write read, write, delete or admin.");

    public static readonly FindingRule ModuleUndeclared = new("M713", FindingLevel.Warning,
        "A module that the repository defines is declared",
        "Otherwise the extension may not use its own records.",
        "Add the module to extension.custom_data.permissions.");

    public static readonly FindingRule ModuleMissing = new("M714", FindingLevel.Error,
        "A schema file names its module",
        "The platform finds the module by this name.",
        "Add module: dev.acme.alerts.sent at the top of the file.");

    public static readonly FindingRule ModuleWithoutTables = new("M715", FindingLevel.Error,
        "A schema file defines a table",
        "A module without tables can't store anything.",
        "Add tables: with at least one table.");

    /// <summary>In id order.</summary>
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        OutputForm, OutputKey, OutputEntry, OutputType, OutputHelpUrl, OutputLabel,
        OutputIcon, ModuleIdForm, Operation, ModuleUndeclared, ModuleMissing, ModuleWithoutTables,
    ];
}
