using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Gateways;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Demo;

/// <summary>Moves the demo's clock on, and at once does what falls due by that instead of minutes later.</summary>
public sealed class MoveDemoClock(
    DemoClock clock, RunStatements statements, RunInvoices invoices, RunGateway gateway, SuspendUnpaid suspend, RemindOfInvoices remind)
{
    /// <param name="step">hour, day, week, invoices or statements.</param>
    public async Task<Result<string>> RunAsync(string? step, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        TimeSpan? by = step switch
        {
            "hour" => TimeSpan.FromHours(1),
            "day" => TimeSpan.FromDays(1),
            "week" => TimeSpan.FromDays(7),
            "invoices" => Next(now, TimeSpan.FromHours(60.1)) - now,
            "statements" => Next(now, TimeSpan.FromMinutes(5)) - now,
            _ => null,
        };
        if (by is not { } ahead)
        {
            return Error.Field("step", "step_unknown", "Choose one of the steps on the page.");
        }

        clock.Move(ahead);
        await statements.RunAsync(cancellationToken);
        await invoices.RunAsync(cancellationToken);
        await gateway.RunAsync(cancellationToken);
        await suspend.RunAsync(cancellationToken);
        await remind.RunAsync(cancellationToken);
        return $"It is {Text(clock.GetUtcNow())} now. What falls due by then is done within a minute.";
    }

    public static string Text(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>So long after the beginning of this month, or of the next one when that is over.</summary>
    private static DateTimeOffset Next(DateTimeOffset now, TimeSpan after)
    {
        var month = BillingMonth.Of(now);
        return month.Begins + after > now ? month.Begins + after : month.Ends + after;
    }
}
