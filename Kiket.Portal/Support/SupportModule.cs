using Kiket.Portal.Events;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;

namespace Kiket.Portal.Support;

public static class SupportModule
{
    /// <param name="directory">Where files are stored. The host passes it, because only the host knows the data directory.</param>
    public static IServiceCollection AddSupport(this IServiceCollection services, Func<IServiceProvider, string> directory)
    {
        services.AddSharedSignal<TicketTopic>();
        services.AddSingleton<TicketText>();
        services.AddSingleton(provider => new TicketFileStore(
            Path.Combine(directory(provider), "tickets"), provider.GetRequiredService<IScanForMalware>(), provider.GetRequiredService<TicketText>()));
        services.AddSingleton<ReadDiagnostics>();
        services.AddSingleton<OfferOfListing>();
        services.AddSingleton<OpenTicket>();
        services.AddSingleton<WriteInTicket>();
        services.AddSingleton<ChangeTicketState>();
        services.AddSingleton<EscalateTicket>();
        services.AddSingleton<ReadEscalatedTicket>();
        services.AddSingleton<RateSupport>();
        services.AddSingleton<AttachTicketFile>();
        services.AddSingleton<TicketFileQueries>();
        services.AddSingleton<ManageCannedReplies>();
        services.AddSingleton<TicketQueries>();
        services.AddSingleton<WatchTickets>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<WatchTickets>());
        services.AddSingleton<SweepTicketFiles>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<SweepTicketFiles>());
        services.AddSingleton<CountResponses>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<CountResponses>());
        services.AddSingleton<NotifyOfTicket>();
        services.AddEventHandler<TicketWritten, NotifyOfTicket>(NotifyOfTicket.HandlerName);
        services.AddEventHandler<TicketMoved, NotifyOfTicket>(NotifyOfTicket.HandlerName);
        services.AddEventHandler<TicketClockPassed, NotifyOfTicket>(NotifyOfTicket.HandlerName);
        services.AddEventHandler<TicketEscalated, NotifyOfTicket>(NotifyOfTicket.HandlerName);
        return services;
    }
}
