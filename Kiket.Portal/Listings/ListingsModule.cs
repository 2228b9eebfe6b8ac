using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Categories;
using Kiket.Portal.Listings.Pages;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Listings.Reports;
using Kiket.Portal.Listings.Search;
using Kiket.Portal.Organizations;
using Kiket.Portal.Organizations.Deletion;

namespace Kiket.Portal.Listings;

public static class ListingsModule
{
    public static IServiceCollection AddListings(this IServiceCollection services)
    {
        services.AddSingleton<ISeedRows, CategorySeed>();
        services.AddSingleton<ListingIndex>();
        services.AddSingleton<ListingVocabulary>();
        services.AddSingleton<ListingQueries>();
        services.AddSingleton<SearchListings>();
        services.AddSingleton<ReadMatches>();
        services.AddSingleton<CatalogueCounts>();
        services.AddSingleton<BrowsePlaces>();
        services.AddSingleton<FeaturedListings>();
        services.AddSingleton<ShowRelease>();
        services.AddSingleton<IndexListing>();
        services.AddSingleton<ShowWords>();
        services.AddSingleton<RenderAgain>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<RenderAgain>());
        services.AddSingleton<SetPublisherWebsite>();
        services.AddSingleton<FeatureListing>();
        services.AddSingleton<ReportSender>();
        services.AddSingleton<NotifyOfReport>();
        services.AddSingleton<ReportListing>();
        services.AddSingleton<ChangeReport>();
        services.AddSingleton<HandleReport>();
        services.AddSingleton<WorkOnReport>();
        services.AddSingleton<ReportQueries>();
        services.AddSingleton<SweepReports>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<SweepReports>());
        services.AddSingleton<ShowVerification>();
        services.AddEventHandler<RepositoryChanged, ShowVerification>("show-verification");
        services.AddSingleton<ShowSource>();
        services.AddEventHandler<RepositoryChanged, ShowSource>("show-source");
        services.AddSingleton<ListingStamps>();
        services.AddSingleton<ReadListing>();
        services.AddSingleton<ReadListingTab>();
        services.AddSingleton<ReadListingPage>();
        services.AddSingleton<FindPrivateListing>();
        services.AddSingleton<ReadVersionPage>();
        services.AddSingleton<SuggestListings>();
        services.AddSingleton<ReadPublisher>();
        // Only registers once, however often it is called. AddPublicPages has the settings of the cached pages.
        services.AddOutputCache();
        services.AddSingleton<ListingCache>();
        services.AddSharedSignal<ListingTopic>();
        services.AddSharedSignal<ListingDocumentsTopic>();
        services.AddSingleton<SuspendListing>();
        services.AddSingleton<UnlistListing>();
        services.AddSingleton<UnlistDeleted>();
        services.AddSingleton<IDeletionEffects>(provider => provider.GetRequiredService<UnlistDeleted>());
        services.AddEventHandler<OrganizationDeleted, UnlistDeleted>(UnlistDeleted.HandlerName);
        services.AddSingleton<SuspendWithPublisher>();
        services.AddEventHandler<OrganizationSuspended, SuspendWithPublisher>(SuspendWithPublisher.HandlerName);
        services.AddEventHandler<OrganizationResumed, SuspendWithPublisher>(SuspendWithPublisher.HandlerName);
        services.AddSingleton<EditListing>();
        services.AddSingleton<CategoryShelf>();
        services.AddSharedSignal<CategorySignal>();
        services.AddSingleton<ManageCategories>();
        services.AddHostedService<ReadCategories>();
        return services;
    }
}
