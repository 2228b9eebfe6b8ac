using Kiket.Portal.Submissions.Drafts;

namespace Kiket.Portal.Components.Submissions;

/// <summary>The steps of the wizard in order; the name is part of the address.</summary>
public enum WizardStep
{
    Repository,
    Checks,
    Listing,
    Permissions,
    Support,
    Preview,
}

public enum WizardStepState
{
    NotYet,
    NeedsAttention,
    Done,
}

/// <summary>The names, addresses and states of the wizard's steps.</summary>
public static class WizardSteps
{
    public static IReadOnlyList<WizardStep> All { get; } = Enum.GetValues<WizardStep>();

    public static string Title(WizardStep step) => step switch
    {
        WizardStep.Repository => "Repository",
        WizardStep.Checks => "Version & checks",
        WizardStep.Listing => "Listing",
        WizardStep.Permissions => "Permissions",
        WizardStep.Support => "Support & compliance",
        _ => "Preview & submit",
    };

    public static string Label(WizardStepState state) => state switch
    {
        WizardStepState.Done => "Done",
        WizardStepState.NeedsAttention => "Needs attention",
        _ => "Not yet",
    };

    public static WizardStep Parse(string? text) =>
        Enum.TryParse<WizardStep>(text, ignoreCase: true, out var step) && Enum.IsDefined(step) ? step : WizardStep.Repository;

    public static string Address(string organization, Guid draft, WizardStep step) =>
        $"/orgs/{organization}/extensions/submit/{draft}?step={step.ToString().ToLowerInvariant()}";

    /// <summary>The address of a problem: its step, which then focuses the field.</summary>
    public static string Address(string organization, Guid draft, string? field) =>
        Address(organization, draft, StepOf(field)) + (field is null ? "" : $"&field={Uri.EscapeDataString(field)}");

    /// <summary>Steps after the first need a manifest that was read.</summary>
    public static bool IsReachable(WizardStep step, SubmissionView view) => IsReachable(step, view.Progress);

    /// <inheritdoc cref="IsReachable(WizardStep, SubmissionView)"/>
    public static bool IsReachable(WizardStep step, DraftProgress progress) =>
        step == WizardStep.Repository || (progress.HasReading && (step == WizardStep.Checks || progress.HasManifest));

    public static WizardStepState State(WizardStep step, SubmissionView view) => State(step, view.Progress);

    /// <inheritdoc cref="State(WizardStep, SubmissionView)"/>
    public static WizardStepState State(WizardStep step, DraftProgress progress)
    {
        if (!IsReachable(step, progress))
        {
            return WizardStepState.NotYet;
        }

        return step switch
        {
            WizardStep.Repository => progress.HasReading ? WizardStepState.Done : WizardStepState.NotYet,
            WizardStep.Checks => progress.Readiness.Refusals.Count > 0 ? WizardStepState.NeedsAttention : WizardStepState.Done,
            WizardStep.Preview => progress.Readiness.IsReady ? WizardStepState.Done : WizardStepState.NeedsAttention,
            _ when progress.Readiness.Missing.Any(missing => StepOf(missing.Field) == step) => WizardStepState.NeedsAttention,
            _ => WizardStepState.Done,
        };
    }

    /// <summary>The step with the field of a problem.</summary>
    public static WizardStep StepOf(string? field) => field switch
    {
        null => WizardStep.Checks,
        _ when field.StartsWith("repository", StringComparison.Ordinal) => WizardStep.Repository,
        "listing.reviewer_notes" => WizardStep.Preview,
        _ when field.StartsWith("listing.justifications", StringComparison.Ordinal) => WizardStep.Permissions,
        _ when field.StartsWith("listing.support", StringComparison.Ordinal) => WizardStep.Support,
        _ when field.StartsWith("listing.links", StringComparison.Ordinal) => WizardStep.Support,
        _ when field.StartsWith("listing.documents", StringComparison.Ordinal) => WizardStep.Support,
        _ when field.StartsWith("listing", StringComparison.Ordinal) => WizardStep.Listing,
        _ => WizardStep.Checks,
    };

    /// <summary>
    /// The id of the element where a problem is fixed: <c>listing.pricing.meters[0].unit</c> → <c>listing-pricing-meters-0-unit</c>.
    /// Fields that are older than this rule have names of their own.
    /// </summary>
    public static string ElementOf(string field) => field switch
    {
        "repository.ref" => "repository-ref",
        "listing.pricing.price_cents" => "pricing-price",
        "listing.support" or "listing.support.email" => "support-email",
        "listing.support.url" => "support-url",
        "listing.support.first_response_hours" => "support-hours",
        "listing.support.coverage" => "support-coverage",
        _ => string.Join('-', field.Split(['.', '[', ']', '_', ':', '*', '/'], StringSplitOptions.RemoveEmptyEntries)),
    };
}
